package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/locale"
)

// introduce learns who the bot is and sets its command menu. It repeats no
// call whose effect Telegram has from an earlier run. It fails only where the
// token is refused.
func (b *Bot) introduce(ctx context.Context) error {
	pause := firstPause
	for {
		me, err := b.client.me(ctx)
		if err == nil {
			b.me = me
			close(b.known)
			b.log.Info("serving", "bot", "@"+me.Username)
			break
		}
		if errors.Is(err, tg.ErrorUnauthorized) || errors.Is(err, tg.ErrorNotFound) {
			return ErrToken
		}
		if ctx.Err() != nil {
			return nil
		}
		b.log.Warn("getMe failed; trying again", "pause", pause, "error", err)
		sleep(ctx, pause)
		pause = min(2*pause, lastPause)
	}
	if err := b.setMenus(ctx); err != nil && ctx.Err() == nil {
		b.log.Warn("the command menu could not be set; the next start tries again", "error", err)
	}
	return nil
}

// menu is one list of commands as Telegram shows it.
type menu struct {
	language string // empty: for all that have none of their own
	admin    int64  // the private chat of an admin; 0: everybody's
	commands []models.BotCommand
}

// setMenus sets the menu of every language and of every admin, where it is
// not already so.
func (b *Bot) setMenus(ctx context.Context) error {
	menus := []menu{{commands: b.menuIn(b.bundle.For(), false)}}
	for _, l := range b.bundle.Languages() {
		menus = append(menus, menu{language: l.Code, commands: b.menuIn(b.bundle.For(l.Code), false)})
	}
	for id := range b.Admins {
		menus = append(menus, menu{admin: id, commands: b.menuIn(b.bundle.For(), true)})
		for _, l := range b.bundle.Languages() {
			menus = append(menus, menu{language: l.Code, admin: id, commands: b.menuIn(b.bundle.For(l.Code), true)})
		}
	}
	var failed error
	for _, m := range menus {
		if err := b.setMenu(ctx, m); err != nil {
			failed = err
		}
	}
	return failed
}

func (b *Bot) menuIn(say *locale.Printer, admin bool) []models.BotCommand {
	var list []models.BotCommand
	for _, c := range b.table {
		if c.hidden || (c.admin && !admin) {
			continue
		}
		list = append(list, models.BotCommand{Command: c.name, Description: say.Say("cmd."+c.name, nil)})
	}
	return list
}

// setMenu sets one menu unless the notes say that Telegram has it just so. An
// admin who never wrote to the bot has no chat to set it for: that is tried
// again at the next start.
func (b *Bot) setMenu(ctx context.Context, m menu) error {
	params := &tg.SetMyCommandsParams{Commands: m.commands, LanguageCode: m.language}
	if m.admin != 0 {
		params.Scope = &models.BotCommandScopeChat{ChatID: m.admin}
	}
	data, err := json.Marshal(m.commands)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(fmt.Append(nil, b.me.ID, string(data)))
	key, value := fmt.Sprintf("menu:%s:%d", m.language, m.admin), hex.EncodeToString(sum[:8])
	if was, err := b.store.Note(ctx, key); err != nil || was == value {
		return err
	}
	for {
		_, err := call(ctx, b.client, b.client.SetMyCommands, params)
		if err == nil {
			return b.store.SetNote(ctx, key, value)
		}
		r := refused(err)
		if r.after == 0 {
			if m.admin != 0 && r.wrong {
				return nil
			}
			return err
		}
		sleep(ctx, r.after)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// identity waits until the bot knows who it is; nil where it stops before.
func (b *Bot) identity() *models.User {
	select {
	case <-b.known:
		return b.me
	case <-b.serving.Done():
		return nil
	}
}
