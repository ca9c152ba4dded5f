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

@test "list --json" {
    hook 0 fixtures list --json
    err_is
    json_is out '.kind == "fixture"'
    members_are out fixture name type scheme summary event
    assert_equal "$(jq -r 'select(.scheme == "sfpy") | "\(.name) \(.type)"' out)" \
        $'payment.confirmed payment:created\nrefund.confirmed refund:created'
    json_is out '.event.type == .type and (.summary | length > 0)'
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
