package ai

import "sync/atomic"

// keyring holds the keys of an account. The one in use stays in use until it
// is refused; bad counts those refused since one was good.
type keyring struct {
	keys []string
	// header is where requests carry a key, values what they carry there.
	header string
	values [][]string
	used   atomic.Int64
	bad    atomic.Int64
}

// carry says how requests carry a key.
func (k *keyring) carry(header, prefix string) {
	k.header = header
	for _, key := range k.keys {
		k.values = append(k.values, []string{prefix + key})
	}
}

// current is the value of the header, nil where there is no key.
func (k *keyring) current() (value []string, n int64) {
	n = k.used.Load()
	if len(k.values) == 0 {
		return nil, n
	}
	return k.values[n%int64(len(k.values))], n
}

// skip goes on to the key after the n-th, unless another call did so already.
// It returns false when all of them have been refused.
func (k *keyring) skip(n int64) (spare bool) {
	if k.used.CompareAndSwap(n, n+1) {
		k.bad.Add(1)
	}
	return k.bad.Load() < int64(len(k.keys))
}

// good notes that the key in use was not refused.
func (k *keyring) good() {
	if k.bad.Load() != 0 {
		k.bad.Store(0)
	}
}
