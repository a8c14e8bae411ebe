# fish completion for winnow, made by `winnow completion fish`: winnow.fish in a folder of $fish_complete_path, or source it.

function _winnow_words
	printf '%s\n' $argv
end

function _winnow_folders
	__fish_complete_directories (commandline -ct)
end

function _winnow_lua
	__fish_complete_suffix .lua
end

function _winnow_plugins
	command winnow plugins 2>/dev/null | awk '{ print $2 }'
end

# Do the words of the line that are no options, behind their number, look like $argv[1]?
function _winnow_at
	set -l given
	set -l skip 0
	for word in (commandline -opc)[2..-1]
		if test $skip = 1
			set skip 0
			continue
		end
		switch $word
			case @valued@
				set skip 1
			case '-*'
			case '*'
				set given $given $word
		end
	end
	string match -q -- $argv[1] (count $given):"$given"
end

complete -c winnow -f
complete -c winnow -n '_winnow_at 0:' -l version -d 'the version'
@commands@
@options@
@places@
