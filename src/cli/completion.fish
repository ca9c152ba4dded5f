# fish completion for sfpy-hook. Made by 'sfpy-hook completion fish' from the tables of its options: change those, not
# this.

# Prints what stands in front of the word that is typed: the command, whether -- was there, how many operands, the first
# of them, and whether an option waits for its value.
function __sfpy_hook_typed
    set -l words (commandline -opc)
    set -l takes
    switch "$words[2]"
#= takes
    end
    set -l operands
    set -l dashes no
    set -l pending no
    for word in $words[3..]
        if test $pending = yes
            set pending no
        else if test $dashes = yes; or not string match -qr '^-.' -- $word
            set -a operands $word
        else if test $word = --
            set dashes yes
        else if string match -qr '^--' -- $word
            contains -- $word $takes; and set pending yes
        else
            # Letters up to one that takes a value, which is the next word where nothing is left of this one.
            set -l letters (string split '' -- (string sub -s 2 -- $word))
            while set -q letters[1]
                set -l letter $letters[1]
                set -e letters[1]
                contains -- -$letter $takes; or continue
                set -q letters[1]; or set pending yes
                break
            end
        end
    end
    string escape -- "$words[2]" $dashes (count $operands) "$operands[1]" $pending
end

# Whether this command is typed; '': none yet.
function __sfpy_hook_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

# Whether this command is typed, and no subcommand yet or one of these.
function __sfpy_hook_heeds
    __sfpy_hook_is $argv[1]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test -z "$typed[4]"; or contains -- "$typed[4]" $argv[2..]
end

# Whether the first operand comes next, or one behind it, of a command or of its subcommand.
function __sfpy_hook_operand
    __sfpy_hook_is $argv[2]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test $typed[5] = no; or return
    set -l count $typed[3]
    if test -n "$argv[3]"
        test "$typed[4]" = "$argv[3]"; or return
        set count (math $count - 1)
    end
    test $argv[1] = first -a $count -eq 0; or test $argv[1] = rest -a $count -gt 0
end

# Whether the words of another command are typed, behind --.
function __sfpy_hook_runs
    __sfpy_hook_is $argv[1]; or return
    set -l typed (__sfpy_hook_typed | string unescape)
    test $typed[2] = yes
end

function __sfpy_hook_command
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..]) (commandline -ct))
end

# Prints values of a kind that the program knows.
function __sfpy_hook_values
    set -l words (commandline -opc)
    set -l value (string replace -r '^--[^=]*=' '' -- (commandline -ct) | string replace -r '^-[^-]' '' | string unescape)
    if test $argv[1] = folder
        __fish_complete_directories "$value" ''
        return
    end
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -q -- $program; or set program sfpy-hook
    command -q -- $program; or return
    # fish itself finds what is typed anywhere in a value, which is more; but not all ids are told, and of a list it
    # needs what stands in front.
    set -l typed $value
    contains -- $argv[1] delivery target condition; or string match -qr '[,!]' -- $value; or set value ''
    set -l offers (printf '%s\0' $words[2..] "$value" | command $program completion values $argv[1] 2>/dev/null)
    string join -- \n $offers
    test $argv[1] = fixture; or return 0
    string match -qr -- '^'(string escape --style=regex -- "$typed") $offers; or __fish_complete_path "$typed" ''
end

complete -c sfpy-hook -f
complete -c sfpy-hook -n '__sfpy_hook_is ""' -s h -l help -d 'show the commands'
complete -c sfpy-hook -n '__sfpy_hook_is ""' -l version -d 'show the version'
#= rows
