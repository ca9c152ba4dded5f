#!/usr/bin/env bats
# `fixtures`: the built-in events.

load common

@test "list names them, with the wire type, the scheme and a summary" {
    hook 0 fixtures list
    err_is
    grep -Eq '^payment\.confirmed +payment:created +sfpy +[^ ]' out
    grep -Eq '^refund\.confirmed +refund:created +sfpy +[^ ]' out
    mv out list
    hook 0 fixtures
    diff list out
}

@test "the columns of the list begin at the same place, as wide as what stands in them" {
    hook 0 fixtures list
    # What stands in the third column: names of schemes, two spaces behind the longest type.
    local types
    types=$("$SFPY_HOOK" fixtures list --json | jq -r '"\(.name) \(.type)"' | awk '
        { name = length($1) > name ? length($1) : name; type = length($2) > type ? length($2) : type }
        END { print name + type + 5 }')
    awk -v at="$types" '{ print substr($0, at, 13) }' out | sed 's/ *$//' | sort -u >schemes
    "$SFPY_HOOK" fixtures list --json | jq -r .scheme | sort -u | diff - schemes
}

@test "list --json" {
    hook 0 fixtures list --json
    err_is
    json_is out '.kind == "fixture"'
    members_are out fixture name type scheme summary event headers file
    json_is out '(.summary | length > 0) and .file == null'
    json_is out '.scheme != "sfpy" or .event.type == .type'
    # The first of a type is the plain one.
    for type in payment refund; do
        assert_equal "$(jq -r "select(.type == \"$type:created\" and .scheme == \"sfpy\") | .name" out | head -n 1)" \
            $type.confirmed
    done
}

@test "there is one of each type that SFPY and Safepay send" {
    "$SFPY_HOOK" fixtures list --json >list.jsonl
    types() { jq -r "select(.scheme == \"$1\") | .type" list.jsonl | sort -u | paste -sd ' '; }
    assert_equal "$(types sfpy)" 'payment:created refund:created'
    assert_equal "$(types safepay-v1)" 'error:occurred payment:created refund:created'
    assert_equal "$(types safepay-v2)" 'authorization.reversed payment.failed payment.refunded payment.succeeded'\
' subscription.canceled subscription.created subscription.ended subscription.paused subscription.payment.succeeded'\
' subscription.resumed void.succeeded'
    assert_equal "$(types safepay-raast)" 'payment.authorized payment.completed payment.created payment.failed'\
' payment.pending_authorization payment.refund_partial payment.refunded payment.rejected payment.reversed'\
' payment.settled payment.voided refund.canceled refund.completed refund.created refund.failed'\
' settlement.completed settlement.created settlement.failed settlement.on_hold settlement.processing settlement.reversed'
    # What is not published is not passed off for it.
    json_is list.jsonl '.scheme != "safepay-raast" or (.summary | test("not published"))'
}

@test "there is one of each scheme, and each is signed by its scheme and recognised" {
    local name scheme
    "$SFPY_HOOK" fixtures list --json >list.jsonl
    assert_equal "$(jq -r .scheme list.jsonl | sort -u)" \
        "$("$SFPY_HOOK" help schemes | sed -nE 's/^  ([a-z0-9-]+) +[A-Z].*/\1/p' | sort -u)"
    without_leak_search
    export SFPY_WEBHOOK_SECRET=MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    while read -r name scheme; do
        [[ $scheme != standard-v1a ]] || continue # it signs with a key of its own form
        hook 0 trigger "$name" --dry-run --format http --to http://127.0.0.1:1/hook
        mv out request
        hook 0 verify request --scheme "$scheme" --notification-url http://127.0.0.1:1/hook
    done < <(jq -r '"\(.name) \(.scheme)"' list.jsonl)
}

@test "the bodies of Safepay and the forms of their times" {
    hook 0 fixtures show safepay-v1.payment.created
    assert_equal "$(jq -c keys_unsorted out)" '["token","client_id","type","endpoint","notification",'\
'"delivery_attempts","resource","next_attempt_at","created_at"]'
    assert_equal "$(jq -c '.notification | keys_unsorted' out)" \
        '["tracker","reference","intent","fee","net","user","state","amount","currency","metadata"]'
    hook 0 fixtures show safepay-v2.payment.succeeded
    assert_equal "$(jq -c keys_unsorted out)" \
        '["token","version","merchant_api_key","type","endpoint","data","created_at"]'
    assert_equal "$(jq -c '.data | keys_unsorted' out)" '["tracker","intent","state","net","fee","customer_email",'\
'"amount","currency","metadata","charged_at"]'
    jq -e '(.created_at, .data.charged_at) | (.seconds | type) == "number" and .seconds > 1600000000
        and (.nanos | type) == "number" and .nanos >= 0 and .nanos < 1000000000' out
    jq -e '.data.net + .data.fee == .data.amount' out
    jq -e '.token | test("^evt_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")' out
}

@test "headers by which a vendor routes" {
    hook 0 fixtures show github.push --json
    json_is out '.headers | map({key: .[0], value: .[1]}) | from_entries
        | .["X-GitHub-Event"] == "push" and (.["X-GitHub-Delivery"] | test("^[0-9a-f-]{36}$"))'
    hook 0 fixtures show shopify.orders.paid --json
    # shellcheck disable=SC2016  # the dollars are jq's
    json_is out '(.headers | map({key: .[0], value: .[1]}) | from_entries) as $headers
        | $headers["X-Shopify-Topic"] == "orders/paid" and $headers["X-Shopify-Order-Id"] == "\(.event.id)"'
}

@test "show prints the event, indented, by either name" {
    for name in payment.confirmed payment:created; do
        hook 0 fixtures show "$name"
        err_is
        assert_equal "$(jq -r .type out)" payment:created
        # Two spaces a level, members in the order of the wire: what jq itself would print.
        jq . out | diff - out
    done
    hook 0 fixtures show refund.confirmed
    assert_equal "$(jq -r .type out)" refund:created
}

@test "an event's members are those of the wire, in its order" {
    hook 0 fixtures show payment.confirmed
    assert_equal "$(jq -c keys_unsorted out)" '["token","client_id","type","status","endpoint","data",'\
'"delivery_attempts","resource","resource_path","next_attempt_at","created_at","updated_at"]'
    assert_equal "$(jq -c '.data | keys_unsorted' out)" \
        '["token","event_id","notification","resource","resource_path","created_at","updated_at"]'
    assert_equal "$(jq -c '.data.notification | keys_unsorted' out)" \
        '["token","notification_id","request_id","payment_id","chain_id","state","is_eth","txn_hash","from","amount","token_address","rate"]'
    hook 0 fixtures show refund.confirmed
    jq -e '.data.notification | keys - ["token","notification_id","request_id","payment_id","chain_id","is_eth",
        "txn_hash","from","amount","token_address","refund_id","to"] == [] and (keys | length) == 12' out
}

@test "tokens, hashes and times are well-formed, and fresh each time" {
    hook 0 fixtures show payment.confirmed --json
    # shellcheck disable=SC2016
    json_is out '.event | ([.token, .data.token, .data.notification.token, .data.notification.notification_id,
            .data.notification.request_id, .data.notification.payment_id] | all(test("^[0-9A-V]{20}$")))
        and (.data.notification.txn_hash | test("^0x[0-9a-f]{64}$"))
        and ([.created_at, .updated_at, .next_attempt_at, .data.created_at, .data.updated_at]
            | all(test("^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{0,8}[1-9])?Z$")))
        and .data.event_id == .token and .data.notification.notification_id == .data.token'
    mv out first
    hook 0 fixtures show payment.confirmed --json
    for path in .token .data.token .data.notification.{token,request_id,payment_id,txn_hash} .created_at; do
        [[ $(jq ".event$path" first) != $(jq ".event$path" out) ]] || fail "$path is not fresh"
    done
}

@test "show what there is not" {
    hook 2 fixtures show payment.confirmd
    out_is
    err_is "sfpy-hook: fixtures: unknown event 'payment.confirmd'" "hint: did you mean 'payment.confirmed'?"
}

@test "export copies the files out, byte for byte" {
    hook 0 fixtures export all
    err_is
    "$SFPY_HOOK" fixtures list --json | jq -r '"all/\(.name).json"' | sort | diff - <(sort out)
    diff -r all "$BATS_TEST_DIRNAME/../../fixtures"
    hook 0 fixtures export some/ payment.confirmed refund:created
    out_is some/payment.confirmed.json some/refund.confirmed.json
    hook 0 fixtures export some payment.confirmed --json
    json_is out '.kind == "fixture" and .name == "payment.confirmed" and .file == "some/payment.confirmed.json"'
}

@test "export leaves alone what was edited, unless --force" {
    hook 0 fixtures export own payment.confirmed refund.confirmed
    echo edited >own/payment.confirmed.json
    hook 1 fixtures export own payment.confirmed refund.confirmed
    out_is own/refund.confirmed.json
    err_is "sfpy-hook: fixtures: own/payment.confirmed.json is left as it is: it has other content" \
        "sfpy-hook: fixtures: 1 of 2 files were left as they are" "hint: --force replaces them"
    assert_equal "$(<own/payment.confirmed.json)" edited
    hook 0 fixtures export own payment.confirmed --force
    diff own/payment.confirmed.json "$BATS_TEST_DIRNAME/../../fixtures/payment.confirmed.json"
}

@test "export says what it can't do" {
    hook 2 fixtures export own payment.confirmd
    err_is "sfpy-hook: fixtures: unknown event 'payment.confirmd'" "hint: did you mean 'payment.confirmed'?"
    [[ ! -e own ]] || fail "a folder was made"
    hook 2 fixtures export
    err_is "sfpy-hook: fixtures: 'fixtures export' takes a DIR" "hint: 'sfpy-hook fixtures export webhooks', say"
    hook 5 fixtures export no/such/folder
    err_is "sfpy-hook: fixtures: cannot make the folder no/such/folder: No such file or directory"
    touch file
    hook 5 fixtures export file
}

@test "what was copied out and edited is found before the built-in one, and sent" {
    hook 0 fixtures export own payment.confirmed
    sed -i 's/350000000000000000/1/; s/0\.35 ETH paid/mine/' own/payment.confirmed.json
    hook 0 fixtures --fixtures own
    [[ $(head -n 1 out) =~ ^payment\.confirmed\ +payment:created\ +sfpy\ +mine ]] || fail "$(head -n 1 out)"
    assert_equal "$(grep -c '^payment\.confirmed ' out)" 1
    for event in payment.confirmed payment:created own/payment.confirmed.json; do
        hook 0 fixtures show "$event" --fixtures own --json
        json_is out '.event.data.notification.amount == "1" and .file == "own/payment.confirmed.json"'
    done
    hook 0 trigger payment.confirmed --fixtures own --dry-run --format body -s x
    jq -e '.data.data.notification.amount == "1"' out
    SFPY_HOOK_FIXTURES=own hook 0 fixtures show payment.confirmed
    jq -e '.data.notification.amount == "1"' out
    hook 0 fixtures show payment.confirmed
    jq -e '.data.notification.amount == "350000000000000000"' out
}

@test "a project's file may name a folder of its own, relative to itself, and no other" {
    mkdir -p below
    hook 0 fixtures export own payment.confirmed
    sed -i 's/0\.35 ETH paid/mine/' own/payment.confirmed.json
    echo '{"fixtures": "own"}' >.sfpy-hook.json
    cd below
    hook 0 fixtures
    [[ $(head -n 1 out) == *mine* ]] || fail "$(head -n 1 out)"
    echo '{"fixtures": "../own"}' >../.sfpy-hook.json
    hook 3 fixtures
    grep -q 'may name files in its folder only' err
    hook 0 fixtures --config ../.sfpy-hook.json --fixtures ../own
}

@test "an own fixture that is malformed ends what needs it, with its place" {
    mkdir own
    printf '{"name": "mine",\n "tpye": 1}' >own/mine.json
    hook 3 fixtures list --fixtures own
    out_is
    err_is "sfpy-hook: fixtures: own/mine.json: line 2, column 2: unknown member 'tpye'" "hint: did you mean 'type'?"
    hook 3 fixtures --fixtures nowhere
    err_is "sfpy-hook: fixtures: cannot read the folder nowhere: No such file or directory"
}

@test "names of own fixtures can't steer the terminal" {
    mkdir own
    printf '{"name": "a\\u001b[31mb", "type": "t\\u202e", "scheme": "sfpy", "summary": "s\\nt", "event": {}}' >own/a.json
    hook 0 fixtures --fixtures own
    assert_equal "$(head -n 1 out | tr -s ' ')" 'a\x1b[31mb t\u{202e} sfpy s\nt'
}

# faulty: a file with five faults, on lines 2, 3, 5 and 6.
faulty() {
    cat >faulty.json <<'JSON'
{
  "name": "a/b", "type": "t",
  "scheme": "strip",
  "summary": "s",
  "headers": {"X A": "1"},
  "event": {"type": "u", "id": "{{xidd}}"}
}
JSON
}

@test "check tells each fault of each file, and what is good" {
    faulty
    hook 0 fixtures export own payment.confirmed
    cp own/payment.confirmed.json good.json
    hook 3 fixtures check faulty.json good.json missing.json
    out_is "good.json: ok"
    err_is "sfpy-hook: fixtures: faulty.json: line 2, column 11: \"name\": a name without / is wanted" \
        "sfpy-hook: fixtures: faulty.json: line 3, column 13: unknown scheme 'strip'" "hint: did you mean 'stripe'?" \
        "sfpy-hook: fixtures: faulty.json: line 5, column 15: \"headers\": 'X A' is no header name" \
        "sfpy-hook: fixtures: faulty.json: line 6, column 21: the event's \"type\" is not 't', as the fixture's is" \
        "sfpy-hook: fixtures: faulty.json: line 6, column 33: unknown placeholder {{xidd}}" "hint: did you mean 'xid'?" \
        "sfpy-hook: fixtures: cannot read missing.json: No such file or directory" \
        "sfpy-hook: fixtures: 2 of 3 files can't be used as fixtures"
    hook 0 fixtures check good.json own/*.json
    out_is "good.json: ok" "own/payment.confirmed.json: ok"
    err_is
}

@test "check reads standard input, once" {
    hook 0 fixtures export own payment.confirmed
    "$SFPY_HOOK" fixtures check - <own/payment.confirmed.json >out
    out_is "-: ok"
    hook 2 fixtures check - - </dev/null
    hook 3 fixtures check - </dev/null
    grep -q 'line 1, column 1: not JSON: the text ends too early' err
}

@test "check --json" {
    faulty
    hook 0 fixtures export own payment.confirmed
    hook 3 fixtures check faulty.json own/payment.confirmed.json missing.json --json
    assert_equal "$(jq -r .kind out | uniq -c | tr -s ' ')" $' 5 fault\n 1 fixture\n 1 fault\n 1 error'
    members_are out fault file line column why hint
    members_are out fixture name type scheme summary event
    jq -se '.[1] | .file == "faulty.json" and .line == 3 and .column == 13 and .hint == "did you mean '"'stripe'"'?"' out
    jq -se '.[6] | .file == "missing.json" and .line == null and .column == null' out
    jq -se '.[-1] | .command == "fixtures" and .code == 3' out
}

@test "check knows the schemes of the configuration" {
    echo '{"name": "a", "type": "t", "scheme": "acme", "summary": "s", "event": {}}' >a.json
    hook 3 fixtures check a.json
    echo '{"schemes": {"acme": {"header": "X-Acme", "signed": "{body}", "algorithm": "hmac-sha256", "encoding": "hex"}}}' \
        >.sfpy-hook.json
    hook 0 fixtures check a.json
    out_is "a.json: ok"
}
