// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/presentfigures.h"

#include "core/durationtext.h"
#include "session/session.h"

#include <algorithm>
#include <vector>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using T = FlowText;
using Condition = FlowFigures::Condition;
using Since = PresentNow::Since;
constexpr double MuchSlower = 3; // times: the figure turns amber

bool restarts(const Impact &impact, Tier tier)
{
    return impact.action.tier == tier
        && (impact.action.kind == Action::Kind::Restart
            || impact.action.kind == Action::Kind::Crash);
}

bool dropsKeys(const Impact &impact)
{
    return restarts(impact, Tier::Redis) || impact.action.kind == Action::Kind::InvalidateAll;
}

// Replaces lines of an ordinary picture; a class only so that the parts share what they read.
class Presented
{
    Q_DECLARE_TR_FUNCTIONS(PresentFigures)
public:
    Presented(
        const Store &store, const FlowContext &context, const Impact *impact, const PresentNow &now)
        : m_store(store)
        , m_context(context)
        , m_impact(impact)
        , m_now(now)
        , m_figures(flowFigures(store, context))
    { }

    FlowFigures write()
    {
        m_figures.large = true;
        for (const auto text : {T::Title, T::Rate, T::LegendHit, T::LegendMiss, T::LegendWrite,
                 T::LegendInvalidated, T::LegendFailed, T::Sentence, T::DotNote, T::Disk, T::Rows,
                 T::Wal, T::Buffers, T::Up})
            m_figures[text] = {};
        app();
        if (m_figures.redis == Condition::Up)
            redis();
        if (m_figures.postgres == Condition::Up)
            postgres();
        state(FlowNode::Redis, T::RedisWord, T::RedisWhy);
        state(FlowNode::Postgres, T::PostgresWord, T::PostgresWhy);
        pipes();
        return std::move(m_figures);
    }

private:
    void set(FlowText text, const QStringList &variants, const QString &tip = {},
        FlowInk ink = FlowInk::Usual)
    {
        m_figures[text] = {variants, {}, tip, ink};
    }
    QString sinceWhat() const;
    void app();
    void redis();
    void ring();
    void postgres();
    void state(FlowNode node, FlowText word, FlowText why);
    void pipes();

    const Store &m_store;
    const FlowContext &m_context;
    const Impact *m_impact;
    const PresentNow &m_now;
    FlowFigures m_figures;
};

QString Presented::sinceWhat() const
{
    if (restarts(*m_impact, Tier::Redis))
        return m_impact->action.kind == Action::Kind::Restart ? tr("since the restart")
                                                              : tr("since the crash");
    return tr("since then");
}

void Presented::app()
{
    if (m_context.clients > 0)
        set(T::AppAbout,
            {m_context.clients == 1 ? tr("1 person looking")
                                    : tr("%1 people looking").arg(m_context.clients)},
            tr("Each asks one thing after the other, over connections of their own."));
    if (!m_context.running && !m_now.typical)
        return;
    const auto before
        = m_impact ? typicalBefore(m_store.timings(), m_impact->at) : std::optional<Duration>();
    const bool slower = before && m_now.typical
        && double(m_now.typical->count()) > MuchSlower * double(before->count());
    set(T::Typical, {m_now.typical ? durationText(*m_now.typical) : QStringLiteral("–")},
        m_now.since == Since::Impact
            ? tr("Half of the reads since the action were answered at least this quickly (p50).")
            : tr("Half of the reads of the last 3 seconds were answered at least this quickly "
                 "(p50)."),
        slower ? FlowInk::Attention : FlowInk::Plain);
    if (m_now.since == Since::Impact)
        set(T::TypicalLabel,
            {tr("typical answer %1").arg(sinceWhat()), tr("typical %1").arg(sinceWhat()),
                sinceWhat()});
    else
        set(T::TypicalLabel,
            {tr("typical answer just now"), tr("typical just now"), tr("just now")});
    if (!m_figures[T::SlowestLabel].variants.isEmpty())
        m_figures[T::SlowestLabel].variants = {tr("slowest 1 %")};
    if (!before)
        return;
    set(T::Slowest, {tr("was %1").arg(durationText(*before))},
        tr("The usual answer in the 10 seconds before: the middle one of the medians of each half "
           "second."),
        FlowInk::Dim);
    m_figures[T::SlowestLabel] = {};
}

void Presented::ring()
{
    m_figures.hitRate = m_now.hitRate;
    switch (m_now.since) {
    case Since::Lately:
        set(T::HitRate, {percentText(m_now.hitRate)},
            tr("Hits of all reads that asked Redis in the last 3 seconds."));
        set(T::HitRateLabel, {tr("hit rate, last 3 s"), tr("hit rate")});
        break;
    case Since::Impact:
        set(T::HitRate, {percentText(m_now.hitRate)},
            tr("Hits of all reads that asked Redis since the action."));
        set(T::HitRateLabel, {tr("hit rate %1").arg(sinceWhat()), sinceWhat(), tr("since then")});
        break;
    case Since::Settled:
        set(T::HitRate, {percentText(m_now.hitRate)},
            tr("Hits of all reads that asked Redis since it had settled, some seconds ago."));
        set(T::HitRateLabel, {tr("hit rate")});
        break;
    }
}

void Presented::redis()
{
    const auto memory = tr("short-term memory");
    if (m_impact && restarts(*m_impact, Tier::Redis) && m_impact->downFor)
        set(T::RedisAbout,
            {memory + QStringLiteral(" · ")
                    + tr("back in %1").arg(durationText(*m_impact->downFor)),
                tr("back in %1").arg(durationText(*m_impact->downFor)), memory});
    else
        set(T::RedisAbout, {memory});
    ring();
    const auto &sample = m_store.servers().redis();
    m_figures[T::Keys] = {};
    set(T::HitsLabel, {tr("hits since the start"), tr("hits")});
    if (m_impact && sample && dropsKeys(*m_impact) && m_impact->keysLost > 0) {
        set(T::Hits, {countText(sample->keys), bigText(sample->keys)},
            tr("Keys in Redis now, as Redis reports it."), FlowInk::Plain);
        set(T::HitsLabel, {tr("keys · was %1").arg(countText(m_impact->keysLost)), tr("keys")});
    } else if (sample) {
        set(T::Keys,
            {sample->keys == 1 ? tr("1 key remembered")
                               : tr("%1 keys remembered").arg(countText(sample->keys)),
                keysText(sample->keys)},
            tr("Keys in Redis now, as Redis reports it."));
    }
    if (!m_impact) {
        set(T::MissesLabel, {tr("misses since the start"), tr("misses")});
        return;
    }
    const auto since = restarts(*m_impact, Tier::Redis)
        ? (m_impact->action.kind == Action::Kind::Restart ? tr("misses since the restart")
                                                          : tr("misses since the crash"))
        : tr("misses since then");
    set(T::Misses, {QStringLiteral("+ ") + countText(m_impact->misses)},
        tr("Reads since the action that Redis could not answer."));
    set(T::MissesLabel, {since, tr("misses since then"), tr("misses")});
}

void Presented::postgres()
{
    const auto memory = tr("long-term memory");
    const bool checked = m_impact && m_impact->rowsLost.has_value();
    const bool kept = checked && *m_impact->rowsLost == 0;
    if (kept)
        set(T::PostgresAbout, {memory + QStringLiteral(" · ") + tr("nothing lost"), memory},
            tr("Writes Postgres had confirmed were looked for: all of them are there."));
    else
        set(T::PostgresAbout, {memory});
    const auto queries = m_store.timings().total().queries();
    if (m_impact)
        set(T::Avoided, {QStringLiteral("+ ") + countText(m_impact->extraQueries())},
            tr("Statements Postgres answered since the action, less what the 10 seconds before "
               "would have made."),
            FlowInk::Postgres);
    else
        set(T::Avoided, {countText(queries), bigText(queries)},
            tr("Statements Postgres answered for the app, since the session began: for reads that "
               "Redis did not answer, and for every write."),
            FlowInk::Postgres);
    set(T::AvoidedLabel,
        m_impact ? QStringList{tr("extra queries so far"), tr("extra queries")}
                 : QStringList{tr("reads and writes since the start"), tr("reads and writes"),
                     tr("queries")});
    if (const auto &sample = m_store.servers().postgres()) {
        set(T::Queries, {countText(sample->rows), bigText(sample->rows)},
            tr("Rows in the tables of this world, as Postgres estimates them."), FlowInk::Plain);
        set(T::QueriesLabel,
            kept ? QStringList{tr("rows, before and after"), tr("rows")} : QStringList{tr("rows")});
    }
}

void Presented::state(FlowNode node, FlowText word, FlowText why)
{
    m_figures[word].tip.clear();
    switch (m_figures.condition(node)) {
    case Condition::Down:
        set(why, {tr("does not accept connections")});
        break;
    case Condition::Starting:
        set(why, {tr("on its way")});
        break;
    case Condition::Silent: // says only for how long
    case Condition::Off:
        m_figures[why].tip.clear();
        break;
    case Condition::Unknown:
    case Condition::Up:
    case Condition::Stopping:
        m_figures[why] = {};
        break;
    }
}

void Presented::pipes()
{
    if (!m_figures[T::AnswerLabel].variants.isEmpty())
        set(T::AnswerLabel, {tr("answer")}, m_figures[T::AnswerLabel].tip, FlowInk::Dim);
    if (!m_figures[T::RowLabel].variants.isEmpty())
        set(T::RowLabel, {tr("row + fill"), tr("row")},
            tr("Postgres answers, and the answer is left in Redis for those who ask next."),
            FlowInk::Write);
    m_figures[T::FillLabel] = {};
}
} // namespace

FlowContext flowContextOf(const Session &session)
{
    const auto &traffic = session.traffic();
    const auto &scenario = session.scenario();
    FlowContext context;
    context.headline = scenario.headline;
    context.quickName = scenario.quickName;
    if (const auto slow = static_cast<std::size_t>(scenario.slowOperation);
        slow < scenario.operations.size())
        context.slowName = scenario.operations[slow];
    context.slowOperation = scenario.slowOperation;
    context.quickOperation = scenario.quickOperation;
    context.clients = traffic.clients;
    context.running = traffic.running;
    context.cache = traffic.cache;
    return context;
}

const Impact *impactToTell(const Store &store, SinceStart now)
{
    const auto *latest = store.impacts().latest();
    if (!latest)
        return nullptr;
    const auto over = latest->settled ? latest->settledAfter : Duration(60s);
    const bool open = !latest->settled && !latest->gaveUp;
    return open || now - latest->at - over < 30s ? latest : nullptr;
}

std::optional<Duration> typicalBefore(const Timings &timings, SinceStart at)
{
    std::vector<Duration> medians;
    for (const auto &slice : timings.history()) {
        const bool counts = slice.at >= at - 10s && slice.at + Timings::SliceLength <= at
            && slice.answerP50 > Duration::zero();
        if (counts)
            medians.push_back(slice.answerP50);
    }
    if (medians.empty())
        return std::nullopt;
    const auto middle = medians.begin() + std::ptrdiff_t(medians.size() / 2);
    std::nth_element(medians.begin(), middle, medians.end());
    return *middle;
}

PresentNow presentNow(const Store &store, const Impact *impact)
{
    const auto &timings = store.timings();
    PresentNow now{timings.window(JustNow), -1, {}, Since::Lately};
    now.hitRate = now.counts.hitRate();
    if (const auto &answers = now.counts.timing(Series::Answer); answers.count() > 0)
        now.typical = answers.quantile(0.5);
    if (!impact || !impact->emptiesRedis())
        return now;
    if (impact->isOpen()) {
        now.since = Since::Impact;
        now.hitRate = impact->hitRateSince();
        now.typical
            = impact->typical > Duration::zero() ? std::optional(impact->typical) : std::nullopt;
        return now;
    }
    const auto well = impact->at + impact->settledAfter;
    const auto second = std::chrono::floor<std::chrono::seconds>(timings.now());
    if (!impact->settled || well <= second - JustNow)
        return now;
    std::uint64_t hits = 0, asked = 0;
    const auto &history = timings.history();
    for (auto slice = history.rbegin(); slice != history.rend() && slice->at >= well; ++slice) {
        hits += slice->hits;
        asked += slice->askedRedis;
    }
    if (asked > 0) {
        now.since = Since::Settled;
        now.hitRate = double(hits) / double(asked);
    }
    return now;
}

FlowFigures presentFigures(
    const Store &store, const FlowContext &context, const Impact *impact, const PresentNow &now)
{
    return Presented(store, context, impact, now).write();
}

} // namespace tierlens
