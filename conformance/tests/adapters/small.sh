# An adapter for stringphone.id in plain shell, which starts in a millisecond. It accepts everything.
#
# small.sh FOLDER HELLO ANSWER
#
# FOLDER  gets an empty file named by the process, so that a test can find it
# HELLO   what to do at the hello: answer, hang
# ANSWER  what to do at a request that contains `dead`: answer, crash, hang

# Without a child of its own, so that only the guard can end it.
hang() {
    trap '' HUP INT TERM PIPE
    sleep 600 </dev/null >/dev/null 2>&1 &
    : >"$folder/$!"
    while :; do wait; done
}

crash() {
    noise=.......................................................................................
    for _ in 1 2 3 4 5 6 7 8; do noise=$noise$noise; done
    echo "$noise" >&2
    kill -KILL $$
}

answer() {
    echo "{\"id\":$id,\"accept\":$1}"
}

folder=$1
: >"$folder/$$"
while read -r line; do
    id=${line#*\"id\":}
    id=${id%%[,\}]*}
    case $line in
    *'"op":"hello"'*)
        [ "$2" = answer ] || hang
        answer '{"taut":1,"name":"small","version":"1","language":"sh","ops":["stringphone.id"],"features":[],"choices":{},"codes":"exact","draws":"inject","clock":"inject","in_flight":64}'
        ;;
    *'"op":"end"'*) answer '{}' ;;
    *dead*)
        [ "$3" = crash ] && crash
        [ "$3" = hang ] && hang
        answer '{"id":"00000000000000000000000000000000"}'
        ;;
    *) answer '{"id":"00000000000000000000000000000000"}' ;;
    esac
done
