package ai

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"hamzaban/ai/catalog"
)

// A pool's models change while it runs. A provider that says that a model is
// gone is asked for its list of models, since such a word may be a moment's
// mistake: if the model is in the list it rests as after any other failure, if
// not it is out and another is asked from then on. And what a provider newly
// lists may be added, where the catalogue says so (Discover). All of that
// happens in the background.

const (
	// listPause is the time from one look at a provider's list to the next,
	// listTime bounds each.
	listPause = time.Hour
	listTime  = 20 * time.Second
	// mostDiscovered is how many listed models are added to an account.
	mostDiscovered = 8
)

// roster is who may be asked. It is never changed, but replaced.
type roster struct {
	accounts []Account
	members  []*member
	hearers  []*member // who write recordings down
}

// surveys is what providers told unasked, and when they were last looked at.
type surveys struct {
	sync.Mutex
	listings  map[string]*listing  // by account
	accounted map[string]time.Time // by account: see pool_account.go
}

// listing is what is known of a provider's list.
type listing struct {
	looked  time.Time // when the last look was begun
	looking bool
	models  []string // nil: the list could not be had
	// doubts are the models that the list is to decide on.
	doubts map[*member]*Error
}

// all returns the members, in the order in which they are asked.
func (p *Pool) all() []*member { return p.roster.Load().members }

// enlist makes the roster of the accounts. Members that are known stay the
// same ones.
func (p *Pool) enlist(accounts []Account) {
	known := map[string]*member{}
	if old := p.roster.Load(); old != nil {
		for _, m := range slices.Concat(old.members, old.hearers) {
			known[m.id()] = m
		}
	}
	same := func(m *member) *member {
		if old := known[m.id()]; old != nil {
			return old
		}
		return m
	}
	next := &roster{accounts: accounts}
	for i := range accounts {
		if accounts[i].Client == nil {
			continue
		}
		for _, m := range members(&accounts[i]) {
			next.members = append(next.members, same(m))
		}
		if _, hears := accounts[i].Client.(Transcriber); !hears {
			continue
		}
		for _, m := range hearers(&accounts[i]) {
			next.hearers = append(next.hearers, same(m))
		}
	}
	p.roster.Store(next)
}

// survey looks, once the pool is in use, at the lists of models that are used
// beyond the catalogue.
func (p *Pool) survey() {
	p.surveys.Lock()
	defer p.surveys.Unlock()
	for i := range p.accounts {
		if a := &p.accounts[i]; a.Discover != "" {
			p.look(a)
		}
	}
}

// doubted looks, in the background, at what the provider tells besides a
// refusal, and returns the failure as it is to be settled: a model that is said
// to be gone, and was not known to be, only rests until the list has told.
func (p *Pool) doubted(m *member, e *Error) *Error {
	a := p.accountOf(m)
	if e.ofQuota() {
		p.askAccount(a)
	}
	if _, lists := m.client.(Lister); !lists || e.Kind != NoModel || e.Scope != ScopeModel || p.knownGone(m) {
		return e
	}
	p.surveys.Lock()
	defer p.surveys.Unlock()
	p.look(a)
	l := p.surveys.listings[a.Name]
	switch {
	case l.looking:
		l.doubts[m] = e
	case l.models == nil || !slices.Contains(l.models, m.model.ID):
		return e
	}
	doubted := *e
	doubted.Kind = Unavailable
	return &doubted
}

// accountOf is the member's account as the pool was made of it.
func (p *Pool) accountOf(m *member) *Account {
	return &p.accounts[slices.IndexFunc(p.accounts, func(a Account) bool { return a.Name == m.account() })]
}

func (p *Pool) knownGone(m *member) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.seen(m.id())
	return r != nil && r.Reason == NoModel
}

// look begins to look at the account's list, unless that was done of late.
// p.surveys is held.
func (p *Pool) look(a *Account) {
	l := p.surveys.listings[a.Name]
	if l == nil {
		l = &listing{doubts: map[*member]*Error{}}
		p.surveys.listings[a.Name] = l
	}
	lister, lists := a.Client.(Lister)
	now := time.Now()
	if !lists || l.looking || !l.looked.IsZero() && now.Sub(l.looked) < listPause {
		return
	}
	l.looking, l.looked = true, now
	go p.read(a, lister, l)
}

// read reads the list and draws the conclusions.
func (p *Pool) read(a *Account, lister Lister, l *listing) {
	ctx, cancel := context.WithTimeout(context.Background(), listTime)
	defer cancel()
	models, err := lister.Models(ctx)
	if err != nil {
		p.log.Info("a provider's list of models could not be read", "provider", a.Name, "error", err)
		models = nil
	}
	p.surveys.Lock()
	defer p.surveys.Unlock()
	l.looking, l.models = false, models
	if len(models) > 0 && a.Discover != "" {
		p.discover(a, models)
	}
	for m, e := range l.doubts {
		if len(models) > 0 && slices.Contains(models, m.model.ID) {
			p.log.Info("a model that was said to be gone is in its provider's list", "model", m.id())
			continue
		}
		p.retire(m, e)
	}
	clear(l.doubts)
}

// retire makes the member rest as one that is gone.
func (p *Pool) retire(m *member, e *Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.happened(&striking{m, e, time.Now()})
	p.soon(0)
}

// discover makes the roster anew with what the list has beyond the catalogue.
// p.surveys is held.
func (p *Pool) discover(a *Account, models []string) {
	accounts := slices.Clone(p.roster.Load().accounts)
	i := slices.IndexFunc(accounts, func(o Account) bool { return o.Name == a.Name })
	found := discovered(a, models)
	had := len(accounts[i].Models) - len(a.Models)
	accounts[i].Models = slices.Concat(a.Models, found)
	p.enlist(accounts)
	if len(found) != had {
		p.log.Info("models of a provider's list are asked, too", "provider", a.Name, "models", len(found))
	}
}

// unfit are the names of models that do something else than to converse.
var unfit = regexp.MustCompile(`(?i)embed|rerank|whisper|\btts\b|speech|audio|image|guard|moderat|safety|\bocr\b|lyria|\bveo\b|flux|diffusion|reward`)

// discovered are the listed models that the account may be asked for beside
// its own: in their names' order, in the account's pool, of unknown size.
func discovered(a *Account, models []string) []catalog.Model {
	like := catalog.Model{}
	if len(a.Pools) == 1 {
		like.Pool = a.Pools[0].Name
	}
	if len(a.Models) > 0 && a.Models[0].Limits.Configured { // for each of its models
		like.Limits = a.Models[0].Limits
	}
	var found []catalog.Model
	for _, id := range models {
		own := slices.Contains(a.Known, id) || slices.ContainsFunc(a.Models, func(m catalog.Model) bool { return m.ID == id })
		if !own && strings.HasSuffix(id, a.Discover) && !unfit.MatchString(id) && len(found) < mostDiscovered {
			m := like
			m.ID = id
			found = append(found, m)
		}
	}
	return found
}
