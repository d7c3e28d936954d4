package main

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// TestLinks follows every link of the project's Markdown that leads to a file
// or a heading of the project. Links to elsewhere are not asked for.
func TestLinks(t *testing.T) {
	var pages, links int
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "data" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		pages++
		for _, link := range readPage(t, path).links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %q is no link: %v", path, link, err)
				continue
			}
			if u.Scheme != "" || u.Host != "" {
				continue
			}
			links++
			follow(t, path, u)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 5 || links < 5 {
		t.Errorf("only %d pages with %d local links were found: is this the project's folder?", pages, links)
	}
}

func follow(t *testing.T, from string, u *url.URL) {
	t.Helper()
	target := from
	if u.Path != "" {
		target = filepath.Join(filepath.Dir(from), u.Path)
	}
	if _, err := os.Stat(target); err != nil {
		t.Errorf("%s links to %s, which is not there", from, u)
		return
	}
	if u.Fragment != "" && filepath.Ext(target) == ".md" && !readPage(t, target).anchors[u.Fragment] {
		t.Errorf("%s links to %s, but that page has no such heading", from, u)
	}
}

type page struct {
	links   []string
	anchors map[string]bool
}

func readPage(t *testing.T, path string) page {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := page{anchors: map[string]bool{}}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	err = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.Image:
			p.links = append(p.links, string(n.Destination))
		case *ast.Heading:
			p.anchors[anchor(plain(n, source))] = true
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plain is the text of a node without its marks.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
			continue
		}
		b.WriteString(plain(c, source))
	}
	return b.String()
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{M}\p{N}_\- ]`)

// anchor is the name that GitHub gives to a heading.
func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}
