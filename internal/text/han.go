package text

import (
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// longestHanName is the number of characters up to which a word in Han is a Chinese name; longer ones spell foreign names.
const longestHanName = 4

// compoundSurnames are the Chinese family names of two characters that are common enough to meet.
var compoundSurnames = [...]string{"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐", "司徒", "端木", "东方", "東方", "南宫", "南宮", "独孤", "獨孤"}

// surnameReadings are the characters that are read otherwise as family names.
var surnameReadings = map[rune]string{'单': "shan", '單': "shan", '曾': "zeng", '仇': "qiu", '解': "xie", '任': "ren", '区': "ou", '區': "ou", '查': "zha", '盖': "ge", '葛': "ge", '翟': "zhai", '尹': "yin", '覃': "qin", '缪': "miao", '朴': "piao", '万': "wan", '尉': "wei", '乐': "yue", '樂': "yue"}

// pinyinOf returns the pinyin of each character, without tones, written together.
func pinyinOf(word string) string {
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, r := range word {
		if syllables := pinyin.SinglePinyin(r, args); len(syllables) > 0 {
			b.WriteString(strings.ReplaceAll(syllables[0], "ü", "u"))
		}
	}
	return b.String()
}

// splitHan cuts a Chinese name that is written without spaces into its family name and the characters of the given name.
// Longer words spell foreign names and stay whole.
func splitHan(word string) []string {
	n := utf8.RuneCountInString(word)
	if n < 2 || n > longestHanName {
		return []string{word}
	}
	_, first := utf8.DecodeRuneInString(word)
	for _, s := range compoundSurnames {
		if n > 2 && strings.HasPrefix(word, s) {
			first = len(s)
		}
	}
	parts := []string{word[:first]}
	for _, r := range word[first:] {
		parts = append(parts, string(r))
	}
	return parts
}

// surnameReading returns the reading of a character as a family name where that differs from the usual one.
func surnameReading(word string) (string, bool) {
	r, size := utf8.DecodeRuneInString(word)
	s, ok := surnameReadings[r]
	return s, ok && size == len(word)
}
