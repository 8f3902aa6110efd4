// Package webhook tells others of events: it follows the journal by a stored cursor and sends every event that an address
// wants, signed, in order, again and again until it is received. What many attempts do not deliver becomes a dead letter,
// which is kept until somebody sends it again. So nothing is lost: not by a crash, not by an address that is away.
//
//	service.go   webhooks are made, shown and ended, each with its event
//	send.go      Sender: the next event of every webhook, retries with growing pauses, dead letters
//	message.go   what is sent, and its signature by the Standard Webhooks scheme
//	network.go   which addresses may be spoken to
package webhook
