// Package trace says where time went in work that crosses processes, as spans of OpenTelemetry: a request, a lookback, a unit of it on a worker, a
// fetch of a list. Until Export is called, nothing is kept and a span costs next to nothing. All functions may be called concurrently.
//
// A span holds numbers of runs and units, names of lists, routes and counts. It never holds who somebody is: no record, no name, no address with its
// values, and not the sentence of an error, which may name a record.
package trace

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"lookback"
)

// Fact is something that a span says.
type Fact = attribute.KeyValue

// Number is a fact in figures.
func Number(name string, n int64) Fact { return attribute.Int64("lookback."+name, n) }

// Word is a fact in a word of ours: a route, a list, a state; never one that a source wrote about somebody.
func Word(name, word string) Fact { return attribute.String("lookback."+name, word) }

// Start begins a span within the one of ctx. Call end once, with how the work ended.
func Start(ctx context.Context, name string, facts ...Fact) (within context.Context, end func(err error, facts ...Fact)) {
	within, span := otel.Tracer("lookback").Start(ctx, name)
	span.SetAttributes(facts...)
	return within, func(err error, facts ...Fact) {
		span.SetAttributes(facts...)
		if err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

var carrier propagation.TraceContext

// Carry returns what a message must say for Resume to go on with the trace of ctx elsewhere, by the headers of W3C Trace Context; nothing
// when there is none.
func Carry(ctx context.Context) map[string]string {
	headers := propagation.MapCarrier{}
	carrier.Inject(ctx, headers)
	return headers
}

// Resume returns ctx within the trace that headers tell of, if any.
func Resume(ctx context.Context, header func(name string) string) context.Context {
	headers := propagation.MapCarrier{}
	for _, name := range carrier.Fields() {
		if value := header(name); value != "" {
			headers[name] = value
		}
	}
	return carrier.Extract(ctx, headers)
}

// stopTime is how long the last spans may take to leave.
const stopTime = 5 * time.Second

// Export sends the spans of this process to a collector that takes OTLP over HTTP at an address, as http://HOST:4318, until stop is called, which sends
// the last ones. A collector that does not answer stops nothing but the spans. ErrInvalid: the address is none.
func Export(ctx context.Context, address, version string) (stop func(), err error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, &lookback.InputError{Field: "traces", Reason: fmt.Sprintf("%q is no address of a collector", address), Hint: "write it as http://HOST:4318"}
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(u.JoinPath("v1", "traces").String()))
	if err != nil {
		return nil, fmt.Errorf("send traces to %s (%v): %w", u.Host, err, lookback.ErrUnavailable)
	}
	about := resource.NewSchemaless(attribute.String("service.name", "lookback"), attribute.String("service.version", version))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))
	otel.SetTracerProvider(provider)
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		_ = provider.Shutdown(ctx) // a collector that is away has nothing to say to the person at the command
	}, nil
}
