#compdef winnow
# zsh completion for winnow, made by `winnow completion zsh`: a file _winnow in a folder of $fpath, or source it after compinit.

_winnow_words() { compadd -- "$@" }

_winnow_folders() { _files -/ }

_winnow_lua() { _files -g '*.lua' }

_winnow_plugins() { compadd -- ${(f)"$(${words[1]} plugins 2>/dev/null | awk '{ print $2 }')"} }

# Offers the argument of option $1; false: it takes none. With a second word nothing is offered.
_winnow_argument() {
	local only=$2
	case $1 in
@arguments@
	(*) return 1 ;;
	esac
	return 0
}

# The options of command $1.
_winnow_options() {
	local -a flags
	case $1 in
@options@
	(*) flags=('--help:the commands and options' '--version:the version') ;;
	esac
	_describe -o option flags
}

_winnow_commands() {
	local -a names
	names=(
@commands@
	)
	_describe command names
}

# What follows the words of a line that are no options; first their number.
_winnow_next() {
	case $1 in
	(0:*) _winnow_commands ;;
@places@
	esac
}

_winnow() {
	local i last= word
	local -a given
	for ((i = 2; i < CURRENT; i++)); do
		word=${words[i]}
		if [[ -n $last ]]; then
			last=
		elif [[ $word == -* ]]; then
			_winnow_argument $word only && last=$word
		else
			given+=($word)
		fi
	done
	if [[ -n $last ]]; then
		_winnow_argument $last
	elif [[ ${words[CURRENT]} == -* ]]; then
		_winnow_options ${given[1]}
	else
		_winnow_next "$#given:$given"
	fi
}

if [[ $funcstack[1] == _winnow ]]; then
	_winnow "$@"
else
	compdef _winnow winnow
fi
