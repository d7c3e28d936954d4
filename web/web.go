// Package web is the HTTP side of the program, for whoever runs it and for
// their machines: is it alive, is it ready, what are its figures. It knows
// the rest only through the interfaces of its own.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Options are what a [Server] shows.
type Options struct {
	// Addr is where it listens, as "host:port".
	Addr string
	// Ready returns nil, or why the program cannot do its work now.
	Ready func(context.Context) error
	// Metrics serves the figures in Prometheus' text form.
	Metrics http.Handler
	// Extra serves further paths, such as a webhook's.
	Extra map[string]http.Handler
	Log   *slog.Logger
}

// Server serves /healthz (the process lives), /readyz (it does its work) and
// /metrics.
type Server struct {
	Options
	server   *http.Server
	listener net.Listener
}

// Listen opens the address. Nothing is served before [Server.Serve].
func Listen(o Options) (*Server, error) {
	l, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("LISTEN_ADDR %s cannot be used: %w: choose a free address, or off", o.Addr, err)
	}
	s := &Server{Options: o, listener: l}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, nil) })
	mux.HandleFunc("GET /readyz", s.ready)
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics)
	}
	for path, h := range o.Extra {
		mux.Handle(path, h)
	}
	s.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// Addr is the address that it listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Serve serves until Close.
func (s *Server) Serve() error {
	if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving HTTP: %w", err)
	}
	return nil
}

// Close lets running requests end within the context and stops serving.
func (s *Server) Close(ctx context.Context) error {
	if err := s.server.Shutdown(ctx); err != nil {
		return s.server.Close()
	}
	return nil
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	say(w, s.Ready(ctx))
}

// say answers 200 ok, or 503 and the reason.
func say(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, err)
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}
