// Command gen-sdk turns a Pulumi schema into the TypeScript sources of its
// Node SDK: gen-sdk FOLDER < schema.json
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen-sdk: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: gen-sdk FOLDER < schema.json")
	}
	if err := writeSDK(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func writeSDK(folder string) error {
	var spec schema.PackageSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	languages := map[string]schema.Language{"nodejs": nodejs.Importer}
	pkg, err := schema.ImportSpec(spec, languages, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return fmt.Errorf("check schema: %w", err)
	}
	sources, err := nodejs.GeneratePackage("gen-sdk", pkg, nil, nil, false, nil)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	for name, text := range sources {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
