package lookback

import "strings"

// calendars is a set of calendars that the figures of a date may belong to. Buddhist is no Calendar
// of its own: its months and days are the Gregorian ones, so its years are turned as they are read.
type calendars uint8

const (
	inGregorian calendars = 1 << iota
	inLunar
	inSolar
	inBuddhist
	inAny = inGregorian | inLunar | inSolar | inBuddhist
)

// dateWord says what a word means in a date.
type dateWord struct {
	kind  tokenKind
	value int       // of a month: 1 to 12
	in    calendars // of a month or the name of a calendar
}

// dateWords holds every word that may stand in a date, in lower case and without points and apostrophes.
// A date with any other word outside parentheses is not read at all: "aged 45 in 1999" is not a date of birth.
var dateWords = indexDateWords()

func indexDateWords() map[string]dateWord {
	words := map[string]dateWord{}
	add := func(list string, w dateWord) {
		for word := range strings.FieldsSeq(list) {
			words[word] = w
		}
	}
	for _, names := range monthNames {
		for i, list := range names.months {
			add(list, dateWord{kind: tokenMonth, value: i + 1, in: names.in})
		}
	}
	for _, m := range meanings {
		add(m.words, dateWord{kind: m.kind, in: m.in})
	}
	return words
}

// meanings are the words other than months.
var meanings = []struct {
	kind  tokenKind
	in    calendars
	words string
}{
	{tokenCirca, 0, "circa c ca cca approx appr approximately approximate about around abt est estimated possibly probably environ env vers um hacia около ок примерно приблизительно"},
	{tokenTo, 0, "to until till through thru bis по до تا"},
	{tokenAnd, 0, "and und et y и"},
	{tokenBetween, 0, "between zwischen entre между"},
	{tokenOr, 0, "or oder ou или"},
	{tokenBefore, 0, "before bef"},
	{tokenAfter, 0, "after aft"},
	{tokenDecade, 0, "s"},
	{tokenCalendar, inLunar, "ah ahl lunar qamari ghamari moonlit ق قمری قمري هق هـق"},
	{tokenCalendar, inSolar, "sh ahs ap solar shamsi khorshidi jalali ش شمسی شمسي هش هـش"},
	{tokenCalendar, inLunar | inSolar, "h hijri hejri hijra hegirae ه هـ هجری هجري"},
	{tokenCalendar, inBuddhist, "be buddhist พศ"},
	{tokenCalendar, inGregorian, "ad ce gregorian miladi م میلادی ميلادي"},
	{tokenIgnore, 0, "from on the of in st nd rd th t dob born year years calendar anno era early mid late beginning end spring summer autumn fall winter"},
	{tokenIgnore, 0, "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun de del le vom г год года гр р с 年 月 日 년 월 일"},
}

// monthNames are the names of months by calendar: English, French, German, Spanish, Italian, Portuguese,
// Turkish and Russian for the Gregorian one; one-word names for the lunar one; Iranian, then Afghan names for the solar one.
var monthNames = []struct {
	in     calendars
	months [12]string
}{
	{inGregorian | inBuddhist, [12]string{
		"january jan januar janvier janv enero ene gennaio gen janeiro ocak oca январь января янв",
		"february feb februar février fevrier févr fevr febrero febbraio fevereiro fev şubat subat февраль февраля фев",
		"march mar märz marz maerz mars marzo março marco mart март марта мар",
		"april apr avril avr abril abr aprile nisan апрель апреля апр",
		"may mai mayo maggio mag maio mayıs mayis май мая",
		"june jun juni juin junio giugno giu junho haziran июнь июня июн",
		"july jul juli juillet juil julio luglio lug julho temmuz июль июля июл",
		"august aug août aout agosto ago ağustos agustos август августа авг",
		"september sep sept septembre septiembre settembre setembro eylül eylul сентябрь сентября сен сент",
		"october oct oktober okt octobre octubre ottobre ott outubro out ekim октябрь октября окт",
		"november nov novembre noviembre novembro kasım kasim ноябрь ноября ноя нояб",
		"december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro aralık aralik декабрь декабря дек",
	}},
	{inLunar, [12]string{
		"muharram moharram محرم", "safar صفر", "", "", "", "", "rajab رجب", "shaban shaaban sha‘ban شعبان", "ramadan ramadhan ramazan رمضان", "shawwal shawal شوال", "", "",
	}},
	{inSolar, [12]string{
		"farvardin hamal فروردین حمل", "ordibehesht sawr saur ثور اردیبهشت", "khordad jawza jauza خرداد جوزا", "tir saratan تیر سرطان",
		"mordad amordad asad مرداد اسد", "shahrivar sunbula sonbola شهریور سنبله", "mehr mizan مهر میزان", "aban aqrab آبان عقرب",
		"azar qaws qaus آذر قوس", "dey jadi jaddi دی جدی", "bahman dalw dalwa بهمن دلو", "esfand hut hoot اسفند حوت",
	}},
}
