// For each line of standard input, a body `{"data":EVENT}`, whether Go makes the same EVENT of it once it was read into
// structs as go-sfpy has them: "accepts" or "refuses".
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

type notification struct {
	Token        string          `json:"token,omitempty"`
	EventID      string          `json:"event_id,omitempty"`
	Notification json.RawMessage `json:"notification,omitempty"`
	Resource     string          `json:"resource,omitempty"`
	ResourcePath string          `json:"resource_path,omitempty"`
	CreatedAt    time.Time       `json:"created_at"`
	UpdatedAt    time.Time       `json:"updated_at"`
}

type event struct {
	Token            string        `json:"token,omitempty"`
	ClientID         string        `json:"client_id"`
	Type             string        `json:"type,omitempty"`
	Status           string        `json:"status,omitempty"`
	Endpoint         string        `json:"endpoint,omitempty"`
	Data             *notification `json:"data,omitempty"`
	DeliveryAttempts int           `json:"delivery_attempts,omitempty"`
	Resource         string        `json:"resource,omitempty"`
	ResourcePath     string        `json:"resource_path,omitempty"`
	NextAttemptAt    time.Time     `json:"next_attempt_at"`
	CreatedAt        time.Time     `json:"created_at"`
	UpdatedAt        time.Time     `json:"updated_at"`
}

func verdict(line []byte) string {
	var body struct {
		Data *event `json:"data"`
	}
	if json.NewDecoder(bytes.NewReader(line)).Decode(&body) != nil {
		return "refuses"
	}
	hashed, err := json.Marshal(body.Data)
	if err != nil || !bytes.Equal(hashed, line[len(`{"data":`):len(line)-len("}\n")]) {
		return "refuses"
	}
	return "accepts"
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		fmt.Println(verdict(line))
	}
}
