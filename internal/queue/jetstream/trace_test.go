package jetstream

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	tracing "go.opentelemetry.io/otel/trace"

	"lookback/internal/queue"
	"lookback/internal/trace"
)

// A unit is done within the trace of who ordered it, on whatever machine.
func TestUnitsCarryTheirTrace(t *testing.T) {
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdk.NewTracerProvider())
	defer otel.SetTracerProvider(before)
	q := mustEmbed(t, t.TempDir(), "")
	ctx, end := trace.Start(t.Context(), "lookback")
	defer end(nil)
	if err := q.Offer(ctx, []queue.Unit{{Run: 1, No: 1, Matcher: "m"}}); err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(t.Context())
	var got tracing.TraceID
	err := q.Work(working, "m", func(ctx context.Context, _ queue.Unit) error {
		got = tracing.SpanContextFromContext(ctx).TraceID()
		stop()
		return nil
	})
	if want := tracing.SpanContextFromContext(ctx).TraceID(); err != nil || got != want || !want.IsValid() {
		t.Errorf("the unit was done in trace %s (%v), want %s", got, err, want)
	}
}
