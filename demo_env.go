package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hamzaban/store"
)

// takeDatabase makes this the only demo on its database until release is called,
// and sees whether a bot can run on it, before anybody is shown a page without
// one.
func takeDatabase(ctx context.Context, path string) (release func(), err error) {
	// The bot's own lock is the bot's: it comes and goes with it.
	release, err = store.Lock(strings.TrimSuffix(path, ".db"))
	if err == nil {
		if err = tryDatabase(ctx, path); err != nil {
			release()
		}
	}
	switch {
	case errors.Is(err, store.ErrLocked):
		return nil, fmt.Errorf("another demo runs on %s: use its page, or stop it, or start this one in another folder", path)
	case err != nil:
		return nil, fmt.Errorf("the demo keeps to data/demo.db in the folder where it is started, whatever DATABASE_URL says: %w", err)
	}
	return release, nil
}

func tryDatabase(ctx context.Context, path string) error {
	release, err := store.Lock(path)
	if err != nil {
		return err
	}
	defer release()
	db, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	return db.Close()
}

// writeEnvironment writes the simulated world's settings as lines for a shell,
// so that the other commands can be tried on it. No key of a real provider is
// among them.
func (w *demoWorld) writeEnvironment(database string, env map[string]string) (path string, err error) {
	names := []string{"TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "PROVIDERS_FILE", "LISTEN_ADDR"}
	for _, name := range w.simulated {
		prefix := strings.ToUpper(name)
		names = append(names, prefix+"_API_KEY", prefix+"_BASE_URL", prefix+"_LIMITS")
	}
	var text strings.Builder
	text.WriteString("# The running demo's simulated Telegram and providers.\n")
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if slices.Contains(names, name) {
			fmt.Fprintf(&text, "%s='%s'\n", name, strings.ReplaceAll(env[name], "'", `'\''`))
		}
	}
	path = filepath.Join(filepath.Dir(database), "demo.env")
	return path, os.WriteFile(path, []byte(text.String()), 0o600)
}
