// Command config-drive runs Ignition's own code: it is built inside Ignition's
// module, whose internal packages nothing else may import.
//
//	config-drive fetch   fetches the config as Ignition does on OpenStack
//	config-drive parse   reads a JSON list of configs in base64, says what Ignition makes of each
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/coreos/ignition/v2/config"
	"github.com/coreos/ignition/v2/config/v3_6_experimental/types"
	ignitionlog "github.com/coreos/ignition/v2/internal/log"
	"github.com/coreos/ignition/v2/internal/platform"
	_ "github.com/coreos/ignition/v2/internal/providers/openstack"
	"github.com/coreos/ignition/v2/internal/resource"

	"github.com/coreos/vcontext/report"
)

// Answer is what Ignition says of a config: the config itself, or why it is refused.
type Answer struct {
	Config *types.Config `json:"config,omitempty"`
	Error  string        `json:"error,omitempty"`
	Report string        `json:"report,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: config-drive fetch|parse")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatalf("%s: %v", os.Args[1], err)
	}
}

func run(command string) error {
	switch command {
	case "fetch":
		return json.NewEncoder(os.Stdout).Encode(fetch())
	case "parse":
		var raw [][]byte
		if err := json.NewDecoder(os.Stdin).Decode(&raw); err != nil {
			return err
		}
		answers := []Answer{}
		for _, each := range raw {
			answers = append(answers, answerOf(config.Parse(each)))
		}
		return json.NewEncoder(os.Stdout).Encode(answers)
	}
	return fmt.Errorf("no such command")
}

// fetch prints Ignition's log too; the answer is the last line.
func fetch() Answer {
	logger := ignitionlog.New(true)
	defer logger.Close()
	return answerOf(platform.MustGet("openstack").Fetch(&resource.Fetcher{Logger: &logger}, nil))
}

func answerOf(parsed types.Config, findings report.Report, err error) Answer {
	answer := Answer{Report: findings.String()}
	if err != nil {
		answer.Error = err.Error()
	} else {
		answer.Config = &parsed
	}
	return answer
}
