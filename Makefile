# Thin aliases of ./stoa, which does the work and explains itself: ./stoa --help

.PHONY: help check test e2e bench up down

help:
	@./stoa --help

check:
	./stoa check

test:
	./stoa test

e2e:
	./stoa test e2e

# make bench NAME=feed
bench:
	./stoa bench $(NAME)

up:
	./stoa up

down:
	./stoa down
