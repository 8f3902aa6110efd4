package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// apiVersion is the version of the API: the number in its paths, and what was added since.
const apiVersion = "1.0"

// object is a JSON object whose order does not matter.
type object = map[string]any

// OpenAPI returns the description of all routes as an OpenAPI 3.1 document. It is made from the table of routes and
// from the types of the shapes, so that it cannot tell of anything else.
func OpenAPI() any {
	d := &description{schemas: object{}}
	paths := object{}
	for _, r := range Routes() {
		path := strings.ReplaceAll(r.Path, "...}", "}")
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path].(object)[strings.ToLower(r.Method)] = d.operation(r)
	}
	problem := d.schema(reflect.TypeFor[Problem]())
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": "Lookback", "version": apiVersion, "summary": "Which cleared people and companies does a change affect, and why"},
		"paths":   paths,
		"components": object{
			"schemas":         d.schemas,
			"responses":       object{"Problem": object{"description": "What went wrong and what to do (RFC 9457)", "content": object{"application/problem+json": object{"schema": problem}}}},
			"securitySchemes": object{"key": object{"type": "http", "scheme": "bearer"}},
		},
	}
}

// description gathers the schemas that operations refer to.
type description struct{ schemas object }

func (d *description) operation(r Route) object {
	o := object{"operationId": operationID(r), "summary": r.Summary, "responses": object{"200": d.answer(r), "default": object{"$ref": "#/components/responses/Problem"}}}
	if r.Permission == Anybody {
		o["security"] = []any{}
	} else {
		o["security"] = []any{object{"key": []any{}}}
		o["x-permission"] = r.Permission
	}
	var params []any
	for _, name := range r.parts() {
		params = append(params, object{"name": name, "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, p := range r.Query {
		params = append(params, object{"name": p.Name, "in": "query", "description": p.Help, "schema": object{"type": "string"}})
	}
	if r.Once() {
		params = append(params, object{"name": onceHeader, "in": "header", "description": "a key of the caller's: for a day, a request with it is done once however often it is sent", "schema": object{"type": "string", "maxLength": onceKey}})
	}
	if params != nil {
		o["parameters"] = params
	}
	if r.In != nil || r.Takes != "" {
		o["requestBody"] = object{"required": true, "content": d.content(r.In, r.Takes)}
	}
	return o
}

// answer describes what a request that succeeds gets.
func (d *description) answer(r Route) object {
	return object{"description": r.Summary, "content": d.content(r.Out, r.Gives)}
}

// content describes a body or an answer.
func (d *description) content(value any, media string) object {
	c := object{}
	if value != nil {
		c["schema"] = d.schema(reflect.TypeOf(value))
	}
	if media == "" {
		media = "application/json"
	}
	return object{media: c}
}

// operationID names a route for generated clients: getRunsRunProgress.
func operationID(r Route) string {
	id := strings.ToLower(r.Method)
	for _, word := range strings.FieldsFunc(strings.TrimPrefix(r.Path, prefix), func(c rune) bool { return c < 'a' || c > 'z' }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

// schema returns the schema of a type: a reference for one of ours with a name, which is described once.
func (d *description) schema(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[Score]():
		return object{"type": "number", "minimum": 0, "maximum": 1}
	case reflect.TypeFor[json.RawMessage](), reflect.TypeFor[any]():
		return object{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return d.schema(t.Elem())
	case reflect.Struct:
		return d.structure(t)
	case reflect.Slice:
		return object{"type": "array", "items": d.schema(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": d.schema(t.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	default:
		return object{"type": "integer"}
	}
}

func (d *description) structure(t reflect.Type) object {
	name := schemaName(t)
	ref := object{"$ref": "#/components/schemas/" + name}
	if d.schemas[name] != nil {
		return ref
	}
	d.schemas[name] = object{} // ends types that contain themselves
	properties := object{}
	d.fields(t, properties)
	d.schemas[name] = object{"type": "object", "properties": properties}
	return ref
}

// fields adds the fields of a struct, and those of structs embedded in it.
func (d *description) fields(t reflect.Type, properties object) {
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			d.fields(field.Type, properties)
		case field.IsExported() && name != "-":
			properties[name] = d.schema(field.Type)
		}
	}
}

// schemaName names a type, and a page after what it holds.
func schemaName(t reflect.Type) string {
	name, of, generic := strings.Cut(t.Name(), "[")
	if !generic {
		return name
	}
	of = strings.TrimSuffix(of, "]")
	return name + of[strings.LastIndexByte(of, '.')+1:]
}
