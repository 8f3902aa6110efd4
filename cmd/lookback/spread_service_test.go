package main

import (
	"os/exec"
	"sync"
)

// service is a process that is started again when it ends by itself, as a manager of services does.
type service struct {
	template *exec.Cmd
	mu       sync.Mutex
	running  *exec.Cmd
	over     bool
	ended    chan struct{}
}

// keepRunning starts a command and keeps it running.
func keepRunning(c *exec.Cmd) *service {
	s := &service{template: c, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		for s.start() {
			_ = s.running.Wait() // however it ended
		}
	}()
	return s
}

// start starts the process unless it was killed for good, and reports whether it runs.
func (s *service) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	c := exec.Command(s.template.Path, s.template.Args[1:]...)
	c.Dir, c.Env, c.Stderr = s.template.Dir, s.template.Env, s.template.Stderr
	s.running = c
	return c.Start() == nil
}

// kill kills the process for good.
func (s *service) kill() {
	s.mu.Lock()
	s.over = true
	if s.running != nil && s.running.Process != nil {
		s.running.Process.Kill()
	}
	s.mu.Unlock()
	<-s.ended
}
