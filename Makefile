# winnow: a written ideal customer profile in, a defended list of target accounts out.
#
#   make               build/winnow, build/plugins/<kind>/<name>.so
#   make demo          set up, build, and run the small world's pipeline; writes out/demo.csv and out/demo.jsonl
#   make test          set up, build, and run the whole suite (prove); T="tests/e2e/x.t ..." runs some of it
#   make bench         measurements, printed as `figure` and `ratio` lines; never part of the tests
#   make fuzz          every parser on random bytes, clang's fuzzer, FUZZ_SECONDS=60 each; FUZZ="lexer icp" runs some
#   make world ROWS=n  generated registry files of n rows in build/world/
#   make install       binary, plugins, scripts, headers, winnow.pc, man page, shell completion; PREFIX= DESTDIR=
#   make deps          installs what is missing (Debian, apt); elsewhere prints the list
#   make rooms         checks who includes whom, and that every public header stands alone
#   make clean         removes build/ and out/
#   make help          this text
#
# Variables: DEVELOPER=1 (warnings are errors), SANITIZE=address,undefined, CC=clang, BUILD=folder

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
ROWS    ?= 5000000
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)
comma   := ,
# One line a file; V=1 shows the commands.
Q       := $(if $(V),,@)
say      = $(if $(V),@:,@printf '%-5s %s\n' '$(1)' '$(2)')

ifdef SANITIZE
BUILD ?= build/$(subst $(comma),-,$(SANITIZE))
endif
BUILD ?= build

PACKAGES := build-essential pkg-config liblua5.4-dev libjansson-dev libsqlite3-dev libutf8proc-dev nettle-dev \
            libpsl-dev libidn2-dev libxml2-dev zlib1g-dev libcmocka-dev perl
LIBRARIES := lua5.4 jansson sqlite3 libutf8proc nettle libpsl libidn2 libxml-2.0 zlib

# The goals that set up a bare machine do so before anything is asked of pkg-config.
SETUP := $(filter demo test,$(MAKECMDGOALS))
ifneq ($(SETUP)$(filter deps,$(MAKECMDGOALS)),)
$(if $(filter 0,$(shell PACKAGES="$(PACKAGES)" sh tests/deps.sh 1>&2; echo $$?)),,$(error set-up failed: see above))
endif

NEEDS_LIBRARIES := $(filter-out help deps clean rooms,$(or $(MAKECMDGOALS),all))
ifneq ($(NEEDS_LIBRARIES),)
LIB_CFLAGS := $(shell pkg-config --cflags $(LIBRARIES))
LIB_LIBS   := $(shell pkg-config --libs $(LIBRARIES))
CMOCKA     := $(shell pkg-config --libs cmocka 2>/dev/null)
endif

CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wno-missing-field-initializers
ifdef DEVELOPER
WARNINGS += -Werror
endif
ifdef SANITIZE
SANITIZER := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifdef FUZZING
SANITIZER += -fsanitize=fuzzer-no-link
endif
BASE     := -std=c17 -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread -Iinclude $(WARNINGS) $(SANITIZER) $(CFLAGS)
CORE     := $(BASE) -Icore $(LIB_CFLAGS)
LINK     := $(SANITIZER) $(LDFLAGS) -pthread

core_c   := $(filter-out core/cli/main.c,$(wildcard core/*/*.c))
core_o   := $(core_c:%.c=$(BUILD)/obj/%.o)
kinds    := source enricher filter sink
# A plugin is plugins/<kind>/<name>.c, or a folder plugins/<kind>/<name>/ whose .c files make one object.
one_file := $(wildcard $(kinds:%=plugins/%/*.c))
folders  := $(patsubst %/,%,$(filter-out $(kinds:%=plugins/%/),$(dir $(wildcard $(kinds:%=plugins/%/*/*.c)))))
plugins  := $(one_file:%.c=$(BUILD)/%.so) $(sort $(folders:%=$(BUILD)/%.so))
units    := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%.t,$(filter-out tests/unit/support%.c,$(wildcard tests/unit/*.c)))
unit_support := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/support*.c))
test_plugins := $(patsubst tests/plugins/%.c,$(BUILD)/tests/plugins/%.so,$(wildcard tests/plugins/*.c))
world    := $(BUILD)/tests/world/generate
fuzz_targets := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c tests/fuzz/support%.c,$(wildcard tests/fuzz/*.c)))
fuzz_support := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/fuzz/support*.c))
replays  := $(fuzz_targets:%=$(BUILD)/tests/fuzz/%.t)
benches  := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%,$(wildcard tests/bench/*.c))

.PHONY: all demo test check-rooms rooms bench fuzz fuzzers world install deps clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/winnow $(plugins)

help:
	@sed -n '/^#   make/,/^# Var/s/^# \{0,3\}//p' Makefile

# ---- the binary ------------------------------------------------------------------------------------------

$(BUILD)/flags: FORCE
	@mkdir -p $(@D); echo '$(CC) $(CORE) $(LINK)' | cmp -s - $@ || echo '$(CC) $(CORE) $(LINK)' > $@
FORCE:

$(BUILD)/obj/core/%.o: core/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CORE) -MMD -MP -c $< -o $@

# Only these two know the version and where things are installed, so a change of PREFIX compiles one file.
$(BUILD)/obj/core/cli/main.o: CORE += -DWINNOW_VERSION='"$(VERSION)"'
$(BUILD)/obj/core/plugin/paths.o: CORE += -DWINNOW_PREFIX='"$(PREFIX)"'

# The prelude is Lua; it is compiled in as bytes.
$(BUILD)/obj/core/lua/prelude.h: core/lua/prelude.lua
	@mkdir -p $(@D)
	$(Q)od -An -v -tu1 $< | sed 's/  */,/g; s/^,//; s/$$/,/' > $@
$(BUILD)/obj/core/lua/prelude.o: $(BUILD)/obj/core/lua/prelude.h
$(BUILD)/obj/core/lua/prelude.o: CORE += -I$(BUILD)/obj/core/lua

# So are the files that `winnow new` writes.
$(BUILD)/obj/core/cli/template_bytes.h: $(wildcard core/cli/templates/*)
	@mkdir -p $(@D)
	$(Q)sh core/cli/templates.sh $^ > $@
$(BUILD)/obj/core/cli/templates.o: $(BUILD)/obj/core/cli/template_bytes.h
$(BUILD)/obj/core/cli/templates.o: CORE += -I$(BUILD)/obj/core/cli

$(BUILD)/libcore.a: $(core_o)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/winnow: $(BUILD)/obj/core/cli/main.o $(BUILD)/libcore.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -o $@ $< -Wl,--whole-archive $(BUILD)/libcore.a -Wl,--no-whole-archive $(LIB_LIBS) -ldl -lm

# ---- plugins: the public headers alone, and what each names itself in a line "LIBS: ..." ---------------------

plugin_libs = $(shell sed -n 's/^.*LIBS: *\([a-z0-9. -]*\).*/\1/p' $(1) | xargs -r pkg-config --cflags --libs)

$(BUILD)/plugins/%.so: plugins/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,SO,$@)
	$(Q)$(CC) $(BASE) -shared $(LINK) -MMD -MP -MF $(@:.so=.d) -o $@ $< $(call plugin_libs,$<)

.SECONDEXPANSION:
$(sort $(folders:%=$(BUILD)/%.so)): $(BUILD)/%.so: $$(wildcard $$*/*.c $$*/*.h $$*/*.def) $(wildcard include/winnow/*.h) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,SO,$@)
	$(Q)$(CC) $(BASE) -shared $(LINK) -o $@ $(filter %.c,$^) $(call plugin_libs,$(filter %.c,$^))

# ---- tests -----------------------------------------------------------------------------------------------

$(BUILD)/obj/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CORE) -Itests -MMD -MP -c $< -o $@

$(BUILD)/tests/unit/%.t: $(BUILD)/obj/tests/unit/%.o $(unit_support) $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -o $@ $< $(unit_support) $(BUILD)/libcore.a $(LIB_LIBS) $(CMOCKA) -ldl -lm

# A fuzz target with a main that gives it the inputs of its corpus.
$(BUILD)/tests/fuzz/%.t: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/replay.o $(fuzz_support) $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -o $@ $(filter %.o,$^) $(BUILD)/libcore.a $(LIB_LIBS) -ldl -lm

$(BUILD)/tests/plugins/%.so: tests/plugins/%.c tests/plugins/minimal.h $(wildcard include/winnow/*.h) $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -shared $(LINK) -o $@ $<

$(world): tests/world/generate.c tests/world/words.h tests/world/seats.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) $(LINK) -o $@ $< -lm

$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(LINK) -o $@ $< $(BUILD)/libcore.a $(LIB_LIBS) -ldl -lm

T ?= $(units) $(replays) tests/e2e/*.t
test: all $(units) $(replays) $(test_plugins) $(world)
	BUILD='$(abspath $(BUILD))' CC='$(CC)' SANITIZE='$(SANITIZE)' CMOCKA_MESSAGE_OUTPUT=TAP prove -j$(JOBS) $(T)

rooms:
	@perl tests/rooms.pl
	@for h in include/winnow/*.h; do \
	  echo "#include <winnow/$${h##*/}>" | $(CC) -std=c17 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only -x c - || exit 1; done

# ---- fuzzing: a build of its own, with clang -------------------------------------------------------------------

FUZZ         ?= $(fuzz_targets)
FUZZ_SECONDS ?= 60
fuzz:
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' BUILD='$(BUILD)/fuzz' sh tests/fuzz/run.sh $(FUZZ)
fuzzers: $(FUZZ:%=$(BUILD)/tests/fuzz/%)
$(fuzz_targets:%=$(BUILD)/tests/fuzz/%): $(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(fuzz_support) $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(BUILD)/libcore.a $(LIB_LIBS) -ldl -lm

world: $(world)
	@mkdir -p $(BUILD)/world
	$(world) --rows $(ROWS) --out $(BUILD)/world

demo: all $(world)
	@BUILD='$(BUILD)' sh tests/world/demo.sh

bench: all $(world) $(benches)
	@for b in tests/bench/*.sh; do BUILD='$(abspath $(BUILD))' ROWS=$(ROWS) sh $$b || exit 1; done
bench-%: all $(world) $(benches)
	@BUILD='$(abspath $(BUILD))' ROWS=$(ROWS) sh tests/bench/$*.sh

# ---- install ---------------------------------------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/winnow $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/winnow $(DESTDIR)$(PREFIX)/bin/winnow
	install -m 644 include/winnow/*.h $(DESTDIR)$(PREFIX)/include/winnow/
	for k in $(kinds); do install -d $(DESTDIR)$(PREFIX)/lib/winnow/$$k $(DESTDIR)$(PREFIX)/share/winnow/scripts/$$k; \
	  for f in $(BUILD)/plugins/$$k/*.so; do [ ! -e $$f ] || install -m 755 $$f $(DESTDIR)$(PREFIX)/lib/winnow/$$k/ || exit 1; done; \
	  for f in scripts/$$k/*.lua; do [ ! -e $$f ] || install -m 644 $$f $(DESTDIR)$(PREFIX)/share/winnow/scripts/$$k/ || exit 1; done; done
	install -m 644 /dev/null $(DESTDIR)$(PREFIX)/lib/pkgconfig/winnow.pc; install -m 644 /dev/null $(DESTDIR)$(PREFIX)/share/man/man1/winnow.1
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' docs/winnow.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/winnow.pc
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	for c in bash:bash-completion/completions/winnow zsh:zsh/site-functions/_winnow fish:fish/vendor_completions.d/winnow.fish; do \
	  f=$(DESTDIR)$(PREFIX)/share/$${c#*:}; install -m 644 /dev/null $$f && $(BUILD)/winnow completion $${c%%:*} > $$f || exit 1; done
	sed 's|@VERSION@|$(VERSION)|' docs/winnow.1 > $(DESTDIR)$(PREFIX)/share/man/man1/winnow.1

deps:
	@:

clean:
	rm -rf build out

# A plugin that was one file and is a folder now left its own behind.
-include $(filter-out $(folders:%=$(BUILD)/%.d),$(shell find $(BUILD) -name '*.d' 2>/dev/null))
