#include "condition.h"

#include "json_path.h"
#include "pattern.h"
#include "text.h"

#include <string.h>

/* A delivery held against one condition. */
struct trial {
    const struct condition *condition;
    const struct delivery *delivery;
    bool seen, fits;
};

enum comparison { COMPARISON_IS, COMPARISON_IS_NOT, COMPARISON_FITS };

struct condition {
    const char *text; /* as it was written */
    struct span left;
    enum comparison comparison;
    struct span right;
    struct pattern *pattern;
    void (*look)(struct trial *trial); /* offers what the left side names */
    bool met;
};

/* The verdicts by their validity, then the reasons. */
static const char *const verdicts[] = {[VALIDITY_UNCHECKED] = "unchecked",
                                       [VALIDITY_VALID] = "valid",
                                       [VALIDITY_INVALID] = "invalid",
#define REASON_TEXT(name, text, meaning, mend) text,
                                       REASONS(REASON_TEXT)
#undef REASON_TEXT
};

static void offer(struct trial *trial, struct span text)
{
    const struct condition *condition = trial->condition;
    if (!text.at)
        return;
    trial->seen = true;
    trial->fits |= condition->comparison == COMPARISON_FITS ? pattern_fits(condition->pattern, text)
                                                            : span_equal(text, condition->right);
}

static void look_at_type(struct trial *trial)
{
    offer(trial, trial->delivery->event.type);
    offer(trial, trial->delivery->event.name);
}

static void look_at_verdict(struct trial *trial)
{
    const struct verdict *verdict = &trial->delivery->verdict;
    offer(trial, span_of(verdicts[verdict->validity]));
    if (verdict->validity == VALIDITY_INVALID)
        offer(trial, span_of(reason_name(verdict->reason)));
}

static const struct span header_prefix = {"header.", 7};

static void look_at_header(struct trial *trial)
{
    const struct headers *headers = &trial->delivery->request.headers;
    struct span left = trial->condition->left;
    struct span name = span_slice(left, header_prefix.size, left.size);
    for (size_t i = 0; i < headers->count; i++)
        if (span_equal_nocase(headers->at[i].name, name))
            offer(trial, headers->at[i].value);
}

static void look_at_path(struct trial *trial)
{
    const struct delivery *delivery = trial->delivery;
    struct span value, event = scheme_event(delivery->verdict.scheme, delivery->request.body);
    if (!event.at || json_at_path(event, trial->condition->left, &value, NULL) != JSON_FOUND)
        return;
    struct arena arena = {0};
    struct span text = json_text(&arena, value);
    offer(trial, text.at ? text : value);
    arena_clear(&arena);
}

static bool is_met_by(const struct condition *condition, const struct delivery *delivery)
{
    if (delivery->verdict.validity == VALIDITY_INVALID && condition->look != look_at_verdict)
        return false;
    struct trial trial = {.condition = condition, .delivery = delivery};
    condition->look(&trial);
    return trial.seen && trial.fits == (condition->comparison != COMPARISON_IS_NOT);
}

/* Finds the operator, which doesn't stand in quotes, and cuts there. */
static bool cut(struct condition *condition)
{
    struct span text = span_of(condition->text);
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        quoted ^= byte == '"';
        if (quoted || (byte != '=' && byte != '~'))
            continue;
        bool negated = byte == '=' && i > 0 && text.at[i - 1] == '!';
        condition->comparison = byte == '~' ? COMPARISON_FITS
                                : negated   ? COMPARISON_IS_NOT
                                            : COMPARISON_IS;
        condition->left = span_slice(text, 0, i - negated);
        condition->right = span_slice(text, i + 1, text.size);
        return true;
    }
    return false;
}

/* What other languages write for these operators would wait for ever. */
static bool check_operator(const struct condition *condition, struct error *err)
{
    struct span left = condition->left, right = condition->right;
    bool is = condition->comparison != COMPARISON_FITS;
    if (is && (span_starts(right, SPAN("=")) || span_starts(right, SPAN("~"))))
        error_set(err, ERROR_USAGE, "'=%c' is no operator", right.at[0]);
    else if (left.size > 0 && left.at[left.size - 1] == '!')
        error_set(err, ERROR_USAGE, "'!~' is no operator");
    else
        return true;
    return error_hint(err, "= compares, != too, and ~ takes a regular expression: type~'^payment'");
}

static bool check_verdict(const struct condition *condition, struct error *err)
{
    if (condition->comparison == COMPARISON_FITS)
        return true;
    struct nearest nearest = nearest_to(condition->right);
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        if (span_is(condition->right, verdicts[i]))
            return true;
        nearest_offer(&nearest, verdicts[i]);
    }
    return nearest_unknown(&nearest, "verdict",
                           "it is valid, invalid, unchecked, or a reason such as mismatch", err);
}

static bool check_header(const struct condition *condition, struct error *err)
{
    struct span left = condition->left;
    struct span name = span_slice(left, header_prefix.size, left.size);
    if (header_is_sound(name, SPAN("")))
        return true;
    error_set(err, ERROR_USAGE, "'%.*s' is no header name", SPAN_ARG(name));
    return error_hint(err, "such as header.content-type=application/json");
}

/* A path whose first step is nearly a word of ours is rather that word misspelt. */
static bool check_path(const struct condition *condition, struct error *err)
{
    static const char *const words[] = {"type", "verdict", "header"};
    struct span rest = condition->left, step;
    span_split(&rest, '.', &step);
    struct nearest nearest = nearest_to(step);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        nearest_offer(&nearest, words[i]);
    const char *meant = nearest_found(&nearest);
    if (!json_path_check(condition->left, err))
        return error_context(err, "'%.*s' is no path into the event", SPAN_ARG(condition->left));
    if (!span_equal(span_trim(condition->left), condition->left)) {
        error_set(err, ERROR_USAGE, "'%.*s' is no path into the event: there is a space at an end",
                  SPAN_ARG(condition->left));
        return error_hint(err, "without spaces around it: data.notification.state=PAID");
    }
    bool quoted = span_starts(step, SPAN("\""));
    if (!meant || quoted || (rest.at && span_is(step, "type")))
        return true;
    error_set(err, ERROR_USAGE, "unknown '%.*s'", SPAN_ARG(condition->left));
    return error_hint(err, "did you mean '%s'? a member of the event stands in quotes: \"%.*s\"",
                      strcmp(meant, "header") == 0 ? "header.NAME" : meant, SPAN_ARG(step));
}

/* What can stand on the left side: a word, its begin, or anything. */
static const struct left_side {
    struct span word;
    bool begins;
    void (*look)(struct trial *trial);
    bool (*check)(const struct condition *condition, struct error *err);
} left_sides[] = {
    {{"type", 4}, false, look_at_type, NULL},
    {{"verdict", 7}, false, look_at_verdict, check_verdict},
    {{"header.", 7}, true, look_at_header, check_header},
    {{"", 0}, true, look_at_path, check_path},
};

static const struct left_side *find_left_side(struct span left)
{
    const struct left_side *side = left_sides;
    while (side->begins ? !span_starts(left, side->word) : !span_equal(left, side->word))
        side++;
    return side;
}

static bool read_condition(struct condition *condition, const char *text, struct error *err)
{
    condition->text = text;
    if (!cut(condition) || condition->left.size == 0) {
        error_set(err, ERROR_USAGE, "it names nothing, or nothing to compare it with");
        return error_hint(err, "such as type=payment.confirmed, or data.notification.state!=PAID");
    }
    const struct left_side *side = find_left_side(condition->left);
    condition->look = side->look;
    if (!check_operator(condition, err) || (side->check && !side->check(condition, err)))
        return false;
    if (condition->comparison == COMPARISON_FITS)
        condition->pattern = pattern_new(condition->right.at, err);
    return condition->comparison != COMPARISON_FITS || condition->pattern;
}

bool conditions_read(struct conditions *conditions, const struct opt_list *texts,
                     struct arena *arena, struct error *err)
{
    conditions->at = arena_new(arena, (texts->count + 1) * sizeof *conditions->at);
    for (; conditions->count < texts->count; conditions->count++) {
        const char *text = texts->at[conditions->count];
        if (!read_condition(&conditions->at[conditions->count], text, err))
            return error_context(err, "condition '%.60s'", text);
    }
    return true;
}

void conditions_see(struct conditions *conditions, const struct delivery *delivery)
{
    conditions->came++;
    for (size_t i = 0; i < conditions->count; i++) {
        struct condition *condition = &conditions->at[i];
        condition->met = condition->met || is_met_by(condition, delivery);
    }
}

bool conditions_exist(const struct conditions *conditions)
{
    return conditions->wanted || conditions->count;
}

bool conditions_met(const struct conditions *conditions)
{
    bool met = conditions->came >= conditions->wanted;
    for (size_t i = 0; i < conditions->count; i++)
        met = met && conditions->at[i].met;
    return met;
}

/* Adds the conditions that are not met as far as there is space, and how many others there are. */
static void write_unmet_texts(struct buf *out, const struct conditions *conditions)
{
    enum { MOST_SHOWN = 60, MOST_ADDED = 70 };
    size_t begin = out->size, others = 0;
    for (size_t i = 0; i < conditions->count; i++) {
        struct span text = span_of(conditions->at[i].text);
        if (conditions->at[i].met)
            continue;
        if (out->size - begin > MOST_ADDED) {
            others++;
            continue;
        }
        buf_add_text(out, out->size > begin ? "; " : "");
        text_escape(out, span_slice(text, 0, MOST_SHOWN));
        buf_add_text(out, text.size > MOST_SHOWN ? "…" : "");
    }
    if (others)
        buf_printf(out, "; and %zu more", others);
}

void conditions_write_unmet(struct buf *out, const struct conditions *conditions)
{
    if (conditions_met(conditions))
        return;
    buf_add_text(out, "unmet: ");
    size_t begin = out->size;
    write_unmet_texts(out, conditions);
    if (conditions->came < conditions->wanted)
        buf_printf(out, "%s%zu of %zu deliveries came", out->size > begin ? "; " : "",
                   conditions->came, conditions->wanted);
}

void conditions_clear(struct conditions *conditions)
{
    for (size_t i = 0; conditions && conditions->at && i <= conditions->count; i++)
        pattern_free(conditions->at[i].pattern);
    if (conditions)
        *conditions = (struct conditions){0};
}
