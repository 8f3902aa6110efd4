package queue_test

import (
	"testing"

	"lookback/internal/contract"
	"lookback/internal/queue"
)

func TestLocal(t *testing.T) {
	contract.Queue(t, func(t *testing.T) contract.QueuePlace {
		q := queue.NewLocal(contract.QueueAttempts)
		return contract.QueuePlace{Open: func(*testing.T) queue.Queue { return q }}
	})
}
