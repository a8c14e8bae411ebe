# bash completion for winnow, made by `winnow completion bash`.
# Needs bash 4 and nothing else: source it, or put it where bash-completion looks.

_winnow_words() { COMPREPLY+=($(compgen -W "$*" -- "$cur")); }

_winnow_files() { # options of compgen
	compopt -o filenames 2>/dev/null
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$@" -- "$cur")
}

_winnow_folders() { _winnow_files -d; }

_winnow_lua() { _winnow_files -f -X '!*.lua'; _winnow_files -d; }

_winnow_plugins() { _winnow_words "$("${COMP_WORDS[0]}" plugins 2>/dev/null | awk '{ print $2 }')"; }

# Offers the argument of option $1; false: it takes none.
_winnow_argument() {
	case $1 in
@arguments@
	*) return 1 ;;
	esac
	return 0
}

# The options of command $1.
_winnow_options() {
	case $1 in
@options@
	*) _winnow_words --help --version ;;
	esac
}

# What follows the words of a line that are no options; first their number.
_winnow_next() {
	case $1 in
	0:*) _winnow_words @names@ ;;
@places@
	esac
}

_winnow() {
	local cur=${COMP_WORDS[COMP_CWORD]} i last= word
	local -a given=()
	COMPREPLY=()
	# bash takes --log=debug for three words.
	[[ $cur == = ]] && cur=
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $word == = ]]; then
			continue
		elif [[ -n $last ]]; then
			last=
		elif [[ $word == -* ]]; then
			_winnow_argument "$word" && last=$word
			COMPREPLY=()
		else
			given+=("$word")
		fi
	done
	if [[ -n $last ]]; then
		_winnow_argument "$last"
	elif [[ $cur == -* ]]; then
		_winnow_options "${given[0]}"
	else
		_winnow_next "${#given[@]}:${given[*]}"
	fi
	return 0
}

complete -F _winnow winnow
