package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthcheck asks the running bot on this machine whether it is ready.
func (p *program) healthcheck(ctx context.Context) error {
	if err := p.flags(flag.NewFlagSet("healthcheck", flag.ContinueOnError), 0); err != nil {
		return err
	}
	getenv, err := withDotEnv(p.getenv)
	if err != nil {
		return err
	}
	e := &environment{getenv: getenv}
	addr := e.listenAddr()
	switch {
	case len(e.faults) > 0:
		return e.faults
	case addr == "off":
		return errors.New("LISTEN_ADDR is off, so the running bot cannot be asked: give it an address")
	}
	host, port, _ := net.SplitHostPort(addr) // checked by listenAddr
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
		if strings.Contains(addr, "::") {
			host = "::1"
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	direct := &http.Client{Transport: &http.Transport{}} // never by a proxy
	resp, err := direct.Do(req)
	if err != nil {
		return fmt.Errorf("the bot does not answer on %s: is it running? (%w)", addr, err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", strings.TrimSpace(string(body)))
	}
	_, err = fmt.Fprintln(p.stdout, "ready")
	return err
}
