// An aggregation gateway as a Go team would write it by hand, to measure Tributary beside: three calls at once, each
// bounded in time and size, each checked to be JSON, spliced into one document. Standard library only.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	deadline    = 2 * time.Second
	maxResponse = 5 << 20
)

type call struct {
	name, path string
}

type aggregate struct {
	calls []call
}

var client = &http.Client{
	// As many kept connections as there can be calls under way; the default of two a host would dial for nearly each.
	Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxIdleConns:          0,
		MaxIdleConnsPerHost:   32768,
		IdleConnTimeout:       90 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		DisableCompression:    true,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	service := flag.String("service", "", "base URL of the service")
	flag.Parse()

	mux := http.NewServeMux()
	mux.Handle("GET /three", serve(*service, deadline, aggregate{[]call{
		{"one", "/json/1024"}, {"two", "/json/4096"}, {"three", "/json/512"}}}))
	// For the memory of requests that wait: the same, held back by the service for as long as the request says.
	mux.HandleFunc("GET /held", func(w http.ResponseWriter, r *http.Request) {
		query := "?delay=" + url.QueryEscape(r.URL.Query().Get("delay"))
		serve(*service, time.Minute, aggregate{[]call{
			{"one", "/json/1024" + query}, {"two", "/json/4096" + query}, {"three", "/json/512" + query}}}).ServeHTTP(w, r)
	})
	server := &http.Server{
		Addr: *listen, Handler: mux,
		ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 10 * time.Minute, WriteTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-stop
		server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

func serve(service string, deadline time.Duration, a aggregate) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), deadline)
		defer cancel()
		parts, err := fetchAll(ctx, service, a.calls)
		if err != nil {
			status := http.StatusBadGateway
			if errors.Is(err, context.DeadlineExceeded) {
				status = http.StatusGatewayTimeout
			}
			http.Error(w, http.StatusText(status), status)
			return
		}
		document := spliced(a.calls, parts)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(document)))
		w.Write(document)
	})
}

// fetchAll makes all calls at once; the first failure cancels the others. What errgroup does, without the dependency.
func fetchAll(ctx context.Context, service string, calls []call) ([][]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := make([][]byte, len(calls))
	var (
		group sync.WaitGroup
		once  sync.Once
		first error
	)
	for i, c := range calls {
		group.Add(1)
		go func() {
			defer group.Done()
			part, err := fetch(ctx, service+c.path)
			if err != nil {
				once.Do(func() {
					first = fmt.Errorf("%s: %w", c.name, err)
					cancel()
				})
				return
			}
			parts[i] = part
		}()
	}
	group.Wait()
	return parts, first
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	body, err := read(response)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, errors.New("not JSON")
	}
	return body, nil
}

// read takes the body into one piece of the right size where its length is told.
func read(response *http.Response) ([]byte, error) {
	if response.ContentLength > maxResponse {
		return nil, errors.New("too large")
	}
	if response.ContentLength >= 0 {
		body := make([]byte, response.ContentLength)
		_, err := io.ReadFull(response.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	if len(body) > maxResponse {
		return nil, errors.New("too large")
	}
	return body, err
}

// spliced is one object of all parts, each as its service sent it.
func spliced(calls []call, parts [][]byte) []byte {
	size := 2
	for i, c := range calls {
		size += len(c.name) + 4 + len(parts[i])
	}
	document := bytes.NewBuffer(make([]byte, 0, size))
	for i, c := range calls {
		if i == 0 {
			document.WriteByte('{')
		} else {
			document.WriteByte(',')
		}
		document.WriteByte('"')
		document.WriteString(c.name)
		document.WriteString(`":`)
		document.Write(parts[i])
	}
	document.WriteByte('}')
	return document.Bytes()
}
