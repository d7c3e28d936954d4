package telegram

import (
	"context"
	"net"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// webhook is where updates are delivered instead of being fetched.
type webhook struct {
	url, secret string
	most        int
	ctx         context.Context // ends with the webhook
	end         context.CancelFunc
	lastError   string
	lastErrorAt time.Time
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func (s *Server) setWebhook(c *call) (any, error) {
	if c.str("url") == "" {
		return s.deleteWebhook(c)
	}
	if err := s.checkWebhook(c); err != nil {
		return nil, err
	}
	if err := s.allow(c); err != nil {
		return nil, err
	}
	if c.boolean("drop_pending_updates") {
		s.updates.items = nil
	}
	most := int(c.integer("max_connections"))
	if most < 1 || most > 100 {
		most = 40
	}
	c.note = "Webhook was set"
	if w := s.webhook; w != nil && w.url == c.str("url") && w.secret == c.str("secret_token") && w.most == most {
		c.note = "Webhook is already set"
		return true, nil
	}
	s.removeWebhook()
	s.webhook = &webhook{url: c.str("url"), secret: c.str("secret_token"), most: most}
	s.webhook.ctx, s.webhook.end = context.WithCancel(context.Background())
	s.endPoll("terminated by setWebhook request")
	go s.deliveries(s.webhook)
	return true, nil
}

// checkWebhook keeps Telegram's rules for addresses: https and four ports,
// unless plain webhooks on the loopback were asked for.
func (s *Server) checkWebhook(c *call) error {
	if c.has("secret_token") && !secretForm.MatchString(c.str("secret_token")) {
		return badRequest("secret token contains unallowed characters")
	}
	u, err := url.Parse(c.str("url"))
	if err != nil || u.Host == "" {
		return badRequest("bad webhook: invalid webhook URL specified")
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	switch {
	case s.opt.PlainWebhooks && loopback && (u.Scheme == "http" || u.Scheme == "https"):
		return nil
	case u.Scheme != "https":
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case !slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()):
		return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	case loopback:
		return badRequest("bad webhook: IP address %s is reserved", u.Hostname())
	}
	return nil
}

func (s *Server) deleteWebhook(c *call) (any, error) {
	c.note = "Webhook was deleted"
	if s.webhook == nil {
		c.note = "Webhook is already deleted"
	}
	if c.boolean("drop_pending_updates") {
		s.updates.items = nil
	}
	s.removeWebhook()
	return true, nil
}

func (s *Server) removeWebhook() {
	if s.webhook == nil {
		return
	}
	s.webhook.end()
	s.webhook = nil
	for _, u := range s.updates.items {
		u.flying, u.notTill = false, time.Time{}
	}
}

func (s *Server) getWebhookInfo(*call) (any, error) {
	s.expire()
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.updates.items)}
	if s.updates.allowed != nil {
		info["allowed_updates"] = s.updates.allowed
	}
	if w := s.webhook; w != nil {
		info["url"], info["max_connections"] = w.url, w.most
		if w.lastError != "" {
			info["last_error_message"], info["last_error_date"] = w.lastError, w.lastErrorAt.Unix()
		}
	}
	return info, nil
}
