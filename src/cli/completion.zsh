#compdef sfpy-hook
#
# zsh completion for sfpy-hook. Made by 'sfpy-hook completion zsh' from the tables of its options: change those, not
# this.

# Offers values of a kind: what the program knows, or files.
_sfpy_hook_value() {
    local kind=$1 line value program=${(Q)_sfpy_hook_typed[1]} width=0 ret=1
    local -a lines whole whole_shown open open_shown
    case $kind in
    file) _files; return ;;
    folder) _path_files -/; return ;;
    esac
    program=${program/#\~\//$HOME/}
    whence -p -- $program >/dev/null || program=sfpy-hook
    lines=("${(@f)$(printf '%s\0' "${(@Q)_sfpy_hook_typed[2,-1]}" "${(Q)PREFIX}" |
        $program completion values $kind 2>/dev/null)}")
    for line in $lines; do
        value=${line%%$'\t'*}
        (( $#value <= width )) || width=$#value
    done
    for line in $lines; do
        value=${line%%$'\t'*}
        line="${(r:width:)value}  -- ${line#*$'\t'}"
        if [[ $value == *[=:.] ]]; then
            open+=($value) open_shown+=(${line%  -- })
        else
            whole+=($value) whole_shown+=(${line%  -- })
        fi
    done
    compadd -M 'm:{a-zA-Z}={A-Za-z}' -V values -l -d whole_shown -a whole && ret=0
    compadd -M 'm:{a-zA-Z}={A-Za-z}' -V values -l -d open_shown -S '' -a open && ret=0
    [[ $kind == fixture ]] && (( ret )) && _files && ret=0
    return ret
}

# Offers what an operand may be: a subcommand, or what a row of `kinds` says of its place.
_sfpy_hook_operand() {
    local verb=$1 place=$2
    if [[ ! $verb && $place == 1 && $#verbs != 0 ]]; then
        _describe -t subcommands subcommand verbs
    elif [[ -n ${kinds[$verb,$place]-} ]]; then
        _sfpy_hook_value ${kinds[$verb,$place]}
    else
        _message 'no more arguments'
    fi
}

_sfpy-hook() {
    local curcontext=$curcontext context state state_descr ret=1 runs='' word verb='' spec
    local -a line specs heeded names verbs operands _sfpy_hook_typed=("${(@)words[1,CURRENT-1]}")
    local -A opt_args kinds
    if (( CURRENT == 2 )); then
        names=(
#= commands
        )
        _describe -t commands command names && ret=0
        _arguments '(- *)'{-h,--help}'[show the commands]' '(- *)--version[show the version]' && ret=0
        return ret
    fi
    case $words[2] in
#= rows
    *) return 1 ;;
    esac
    # Which subcommand is typed, and which options it heeds: all, where none is.
    names=(${verbs%%:*})
    for word in "${(@)_sfpy_hook_typed[3,-1]}"; do
        (( ! ${names[(Ie)$word]} )) || { verb=$word && break }
    done
    for spec in $specs; do
        [[ $spec == @* && $verb && ,${${spec#@}%%@*}, != *,$verb,* ]] || heeded+=("${spec#@*@}")
    done
    curcontext=${curcontext%:*:*}:sfpy-hook-$words[2]:
    shift words
    (( CURRENT-- ))
    [[ $#verbs == 0 && -z ${kinds[,1]-} ]] || operands=('1: :->first')
    [[ $#verbs == 0 && -z ${kinds[,2]-} ]] || operands+=('2: :->second' '*: :->rest')
    [[ -z $runs ]] || operands=('*:::command:->run')
    _arguments -C -s -S : $heeded $operands && ret=0
    case $state in
    first) _sfpy_hook_operand '' 1 && ret=0 ;;
    second) _sfpy_hook_operand "${verbs:+$line[1]}" ${${verbs:+1}:-2} && ret=0 ;;
    rest) _sfpy_hook_operand "${verbs:+$line[1]}" 2 && ret=0 ;;
    run) [[ -n ${_sfpy_hook_typed[(r)--]} ]] && _normal && ret=0 ;;
    esac
    return ret
}

_sfpy-hook "$@"
