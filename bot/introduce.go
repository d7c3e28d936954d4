package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"hamzaban/bot/locale"
)

// introduce learns who the bot is and sets its menus and descriptions. It repeats no
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
	for pause := time.Minute; ; pause = min(2*pause, time.Hour) {
		err := b.present(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		b.log.Warn("what Telegram shows of the bot could not be set; trying again", "pause", pause, "error", err)
		sleep(ctx, pause)
	}
}

// present has Telegram show the bot's menus and what it says of itself.
func (b *Bot) present(ctx context.Context) error {
	failed := b.setMenus(ctx)
	languages := []string{""} // of those that have none of their own
	for _, l := range b.bundle.Languages() {
		languages = append(languages, l.Code)
	}
	for _, code := range languages {
		if err := b.describe(ctx, code); err != nil {
			failed = err
		}
	}
	return failed
}

// describe sets what people read in an empty chat with the bot, and in its profile.
func (b *Bot) describe(ctx context.Context, code string) error {
	say := b.bundle.For(code)
	long, short := say.Say("about.long", nil), say.Say("about.short", nil)
	err := b.once(ctx, "description:"+code, long, func() error {
		_, err := call(ctx, b.client, b.client.SetMyDescription, &tg.SetMyDescriptionParams{Description: long, LanguageCode: code})
		return err
	})
	return errors.Join(err, b.once(ctx, "shortdescription:"+code, short, func() error {
		_, err := call(ctx, b.client, b.client.SetMyShortDescription, &tg.SetMyShortDescriptionParams{ShortDescription: short, LanguageCode: code})
		return err
	}))
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
	failed := b.setMenusOf(ctx, 0)
	for id := range b.Admins {
		if err := b.setMenusOf(ctx, id); err != nil {
			failed = err
		}
	}
	return failed
}

// setMenusOf sets the menus of an admin's private chat, or with 0 everybody's. An
// admin who never wrote to the bot has no chat to set them for: that is done when
// they first write.
func (b *Bot) setMenusOf(ctx context.Context, admin int64) error {
	menus := []menu{{admin: admin, commands: b.menuIn(b.bundle.For(), admin != 0)}}
	for _, l := range b.bundle.Languages() {
		menus = append(menus, menu{language: l.Code, admin: admin, commands: b.menuIn(b.bundle.For(l.Code), admin != 0)})
	}
	var failed error
	for _, m := range menus {
		err := b.setMenu(ctx, m)
		if admin != 0 && errors.Is(err, tg.ErrorBadRequest) {
			return nil
		}
		if err != nil {
			failed = err
		}
	}
	return failed
}

// welcomeAdmin sets the menus of an admin who writes for the first time.
func (b *Bot) welcomeAdmin(e *event) {
	if !e.private || !b.Admins[e.from.ID] || !e.person.Noticed.IsZero() {
		return
	}
	b.resumed.Go(func() {
		if err := b.setMenusOf(b.serving, e.from.ID); err != nil && b.serving.Err() == nil {
			b.log.Warn("an admin's command menu could not be set; the next start tries again", "admin", e.from.ID, "error", err)
		}
	})
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

// setMenu sets one menu.
func (b *Bot) setMenu(ctx context.Context, m menu) error {
	params := &tg.SetMyCommandsParams{Commands: m.commands, LanguageCode: m.language}
	if m.admin != 0 {
		params.Scope = &models.BotCommandScopeChat{ChatID: m.admin}
	}
	data, err := json.Marshal(m.commands)
	if err != nil {
		return err
	}
	return b.once(ctx, fmt.Sprintf("menu:%s:%d", m.language, m.admin), string(data), func() error {
		_, err := call(ctx, b.client, b.client.SetMyCommands, params)
		return err
	})
}

// once makes a call unless the notes say that Telegram has its value from an earlier
// run, and waits as long as Telegram wants.
func (b *Bot) once(ctx context.Context, key, value string, set func() error) error {
	sum := sha256.Sum256(fmt.Append(nil, b.me.ID, value))
	value = hex.EncodeToString(sum[:8])
	if was, err := b.store.Note(ctx, key); err != nil || was == value {
		return err
	}
	for {
		err := set()
		if err == nil {
			return b.store.SetNote(context.WithoutCancel(ctx), key, value)
		}
		r := refused(err)
		if r.after == 0 {
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
	case <-b.serving.Done():
		select {
		case <-b.known: // also where the bot stops
		default:
			return nil
		}
	}
	return b.me
}
