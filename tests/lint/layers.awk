# Prints what the files src/LAYER/NAME given as arguments include against the rules; `layers` names them, lowest first.
BEGIN {
    count = split(layers, order)
    for (i = 1; i <= count; i++)
        rank[order[i]] = i
    # Which layers may see a library.
    library["uv.h"] = library["uv"] = library["curl"] = "net"
    library["openssl"] = library["llhttp.h"] = library["cjson"] = library["cJSON.h"] = "core net"
    # First all headers, then the includes, which may name any of them.
    for (i = 1; i < ARGC; i++) {
        split(ARGV[i], path, "/")
        name = ARGV[i]
        sub(/.*\//, "", name)
        if (name !~ /\.h$/)
            continue
        if (name in home)
            print ARGV[i] ":1: a second header of this name"
        home[name] = path[2]
    }
}
function offends(rule) { print FILENAME ":" FNR ": " rule }
!/^[ \t]*#[ \t]*include[ \t]*["<]/ { next }
{
    split(FILENAME, path, "/")
    layer = path[2]
    name = $0
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*/, "", name)
    top = name
    sub(/\/.*/, "", top)
}
top in library {
    if (index(" " library[top] " ", " " layer " ") == 0)
        offends(top " is only for " library[top])
    next
}
name ~ /\.\.\// { offends("an include by \"../\""); next }
name in home && rank[home[name]] > rank[layer] { offends(home[name] " is above " layer) }
/"/ && name ~ /\// { offends("an include by more than a bare name") }
