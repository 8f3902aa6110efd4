package source

// ftmTaken says how many values of each property of an entity were taken over; wholeProperty stands for all of them.
type ftmTaken map[string]int

const wholeProperty = -1

// loseRest counts every value of an entity that was not taken over, by schema and property.
func (r *ftmReader) loseRest(entity *ftmEntity, taken ftmTaken) {
	for name, values := range entity.Properties {
		if n := taken[name]; n != wholeProperty {
			r.edition.lose(entity.Schema+"."+name, max(len(values)-n, 0))
		}
	}
}

// first returns the first value of the first of some properties that has any, and notes that it was taken.
func (entity *ftmEntity) first(taken ftmTaken, names ...string) string {
	for _, name := range names {
		if values := entity.Properties[name]; len(values) > 0 {
			taken[name] = max(taken[name], 1)
			return values[0]
		}
	}
	return ""
}

// all returns every value of a property, and notes that they were taken.
func (entity *ftmEntity) all(taken ftmTaken, name string) []string {
	taken[name] = wholeProperty
	return entity.Properties[name]
}
