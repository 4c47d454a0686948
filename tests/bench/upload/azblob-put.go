// SPDX-License-Identifier: GPL-3.0-or-later

// What an engineer would write in an hour with Microsoft's blob library for Go: every file below FOLDER to CONTAINER,
// several files at once, large ones in parallel blocks of the size that this project uses. It computes no hash of
// what it sends.
//
// Usage: azblob-put FOLDER CONTAINER [FILES [BLOCKS]]     FILES at once (16), BLOCKS of each (8)
package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/Azure/azure-storage-blob-go/azblob"
)

const blockBytes = 8 * 1024 * 1024

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func number(index int, usual int) int {
	if len(os.Args) <= index {
		return usual
	}
	value, err := strconv.Atoi(os.Args[index])
	if err != nil || value < 1 {
		fail(fmt.Errorf("%s is no number of things at once", os.Args[index]))
	}
	return value
}

func upload(container azblob.ContainerURL, top, path string, blocks int) error {
	name, err := filepath.Rel(top, path)
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = azblob.UploadFileToBlockBlob(context.Background(), file, container.NewBlockBlobURL(filepath.ToSlash(name)),
		azblob.UploadToBlockBlobOptions{BlockSize: blockBytes, Parallelism: uint16(blocks)})
	return err
}

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("azblob-put FOLDER CONTAINER [FILES [BLOCKS]]"))
	}
	address, err := url.Parse(os.Args[2])
	if err != nil {
		fail(err)
	}
	container := azblob.NewContainerURL(*address, azblob.NewPipeline(azblob.NewAnonymousCredential(), azblob.PipelineOptions{}))
	blocks := number(4, 8)
	paths := make(chan string)
	var group sync.WaitGroup
	for worker := number(3, 16); worker > 0; worker-- {
		group.Add(1)
		go func() {
			defer group.Done()
			for path := range paths {
				if err := upload(container, os.Args[1], path, blocks); err != nil {
					fail(err)
				}
			}
		}()
	}
	err = filepath.WalkDir(os.Args[1], func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			paths <- path
		}
		return err
	})
	close(paths)
	group.Wait()
	if err != nil {
		fail(err)
	}
}
