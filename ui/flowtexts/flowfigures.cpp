// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowtexts/flowfigures.h"

#include "core/durationtext.h"
#include "flowtexts/flowsentence.h"

namespace tierlens {

namespace {
using Condition = FlowFigures::Condition;
constexpr std::chrono::seconds Window{10};
constexpr std::chrono::seconds RateWindow{3};

QString dash() { return QStringLiteral("–"); }

QString median(const Histogram &timing)
{
    return timing.count() == 0 ? QString() : durationText(timing.quantile(0.5));
}

// Exact as long as there is room for it.
QStringList figure(std::uint64_t count) { return {countText(count), bigText(count)}; }

// "2.1 of 64 MB": the unit is said once if both have the same.
QString ofBytes(std::uint64_t used, std::uint64_t limit)
{
    const auto all = bytesText(limit);
    auto part = bytesText(used);
    const auto unit = all.mid(all.lastIndexOf(QLatin1Char(' ')));
    if (part.endsWith(unit))
        part.chop(unit.size());
    return FlowFigures::tr("%1 of %2").arg(part, all);
}

QString conditionWord(const Servers::Server &server, Tier tier)
{
    switch (server.state) {
    case ServerChange::State::Unknown:
        return FlowFigures::tr("not connected");
    case ServerChange::State::Connecting:
        return FlowFigures::tr("connecting…");
    case ServerChange::State::Up:
        return {};
    case ServerChange::State::Loading:
        return tier == Tier::Redis ? FlowFigures::tr("loading its data…")
                                   : FlowFigures::tr("recovering…");
    case ServerChange::State::Frozen:
        return FlowFigures::tr("no answer");
    case ServerChange::State::Lost:
        return FlowFigures::tr("not running");
    case ServerChange::State::Stopping:
        return FlowFigures::tr("stopping…");
    case ServerChange::State::Starting:
        return server.upAt > SinceStart{} || server.epoch > 0 ? FlowFigures::tr("restarting…")
                                                              : FlowFigures::tr("starting…");
    }
    return {};
}

Condition conditionOf(ServerChange::State state)
{
    switch (state) {
    case ServerChange::State::Unknown:
        return Condition::Unknown;
    case ServerChange::State::Connecting:
    case ServerChange::State::Loading:
    case ServerChange::State::Starting:
        return Condition::Starting;
    case ServerChange::State::Up:
        return Condition::Up;
    case ServerChange::State::Frozen:
        return Condition::Silent;
    case ServerChange::State::Lost:
        return Condition::Down;
    case ServerChange::State::Stopping:
        return Condition::Stopping;
    }
    return Condition::Unknown;
}

// Fills one FlowFigures; a class only so that the parts can share what they read.
class Writer
{
    Q_DECLARE_TR_FUNCTIONS(FlowFigures)
public:
    Writer(const Store &store, const FlowContext &context)
        : m_store(store)
        , m_context(context)
        , m_total(store.timings().total())
        , m_window(store.timings().window(Window))
    { }

    FlowFigures write()
    {
        m_figures.paused = !m_context.running;
        m_figures.hitRate = m_window.hitRate();
        m_figures.postgres = conditionOf(m_store.servers().server(Tier::Postgres).state);
        m_figures.redis = conditionOf(m_store.servers().server(Tier::Redis).state);
        // Switched off says more than up; but a dead server is seen to be dead in any case.
        if (!m_context.cache && m_figures.redis == Condition::Up)
            m_figures.redis = Condition::Off;
        header();
        app();
        redis();
        postgres();
        pipes();
        m_figures[FlowText::Sentence] = flowSentence(
            m_store, m_context, m_figures.redis, m_figures.postgres, m_window.of(Outcome::Failed));
        return std::move(m_figures);
    }

private:
    void set(FlowText text, const QStringList &variants, const QString &tip = {})
    {
        m_figures[text] = {variants, {}, tip};
    }
    void header();
    void app();
    void redis();
    void redisFigures();
    void postgres();
    void postgresFigures();
    void pipes();
    void state(Tier tier, FlowText word, FlowText why);

    const Store &m_store;
    const FlowContext &m_context;
    const RequestCounts &m_total;
    const RequestCounts m_window;
    FlowFigures m_figures;
};

void Writer::header()
{
    set(FlowText::Title, {m_context.headline});
    const auto rate = m_context.running ? tr("%1 requests/s").arg([this] {
        auto text = rateText(m_store.timings().perSecond(RateWindow));
        text.chop(2); // "/s" is in the sentence
        return text;
    }())
                                        : tr("paused");
    const auto policy = m_context.cache ? tr("cache-aside") : tr("cache switched off");
    const auto tip = tr("Requests answered per second, over the last 3 whole seconds.");
    // Live state is neither hit nor miss; where there is much of it, it is said what the blue dots
    // that come back are.
    const auto recent = m_store.timings().window(std::chrono::seconds(3));
    const auto live = recent.of(Outcome::Live) + recent.of(Outcome::Refused);
    if (live > 0 && m_context.running) {
        const auto share = tr("%1 of it live state in Redis")
                               .arg(percentText(double(live) / double(recent.requests())));
        set(FlowText::Rate, {rate + QStringLiteral(" · ") + share, rate},
            tip + QLatin1Char(' ')
                + tr("Live state, such as a leaderboard or a cart, is kept in Redis alone: reading "
                     "and changing it is neither hit nor miss, and Postgres is not asked."));
    } else {
        set(FlowText::Rate, {rate + QStringLiteral(" · ") + policy, rate}, tip);
    }
    set(FlowText::LegendHit, {tr("hit")}, tr("Redis had the answer."));
    if (m_context.cache)
        set(FlowText::LegendMiss, {tr("miss")},
            tr("Redis did not have the answer, so Postgres was asked."));
    else
        set(FlowText::LegendMiss, {tr("from Postgres"), tr("miss")},
            tr("Answered by Postgres without asking Redis."));
    set(FlowText::LegendWrite, {tr("fill / write"), tr("write")},
        tr("Fill: the answer of Postgres, left in Redis. Write: a change of the truth."));
    set(FlowText::LegendInvalidated, {tr("invalidated"), tr("dropped")},
        tr("Removed from Redis because the truth has changed."));
    // Dots that wait before a silent server are drawn so before any request has failed.
    const auto failed = m_window.of(Outcome::Failed);
    if (failed > 0 || isGone(m_figures.redis) || isGone(m_figures.postgres))
        set(FlowText::LegendFailed, {tr("no answer")},
            failed == 1 ? tr("No answer at all: 1 request in the last 10 seconds.")
                        : tr("No answer at all: %1 requests in the last 10 seconds.")
                              .arg(countText(failed)));
}

void Writer::app()
{
    set(FlowText::AppName, {tr("App")});
    if (m_context.clients > 0)
        set(FlowText::AppAbout,
            {m_context.clients == 1 ? tr("1 client") : tr("%1 clients").arg(m_context.clients)},
            tr("Each client is a thread with connections of its own."));
    const auto &answers = m_window.timing(Series::Answer);
    if (!m_context.running && answers.count() == 0) {
        set(FlowText::Typical, {tr("paused")});
        set(FlowText::TypicalLabel, {tr("no requests are sent"), tr("no requests")});
        return;
    }
    const auto count = countText(answers.count());
    set(FlowText::Typical, {answers.count() ? durationText(answers.quantile(0.5)) : dash()},
        tr("Half of the %1 reads of the last 10 seconds were answered at least this quickly (p50), "
           "as the app saw it.")
            .arg(count));
    set(FlowText::TypicalLabel, {tr("typical answer (p50)"), tr("typical (p50)"), tr("p50")});
    set(FlowText::Slowest, {answers.count() ? durationText(answers.quantile(0.99)) : dash()},
        tr("One in a hundred of the %1 reads of the last 10 seconds took this long or longer "
           "(p99).")
            .arg(count));
    set(FlowText::SlowestLabel, {tr("slowest 1 % (p99)"), tr("slowest 1 %"), tr("p99")});
}

void Writer::state(Tier tier, FlowText word, FlowText why)
{
    const auto &server = m_store.servers().server(tier);
    const auto text = QString::fromStdString(server.text);
    const auto detail = QString::fromStdString(server.detail);
    set(word, {conditionWord(server, tier)}, detail.isEmpty() ? text : detail);
    QString says = text;
    if (server.state == ServerChange::State::Frozen)
        says = tr("silent for %1").arg(ttlText(m_store.timings().now() - server.since));
    else if (text.isEmpty() && server.state == ServerChange::State::Lost)
        says = tr("does not accept connections");
    if (!says.isEmpty())
        set(why, {says}, detail.isEmpty() ? text : detail);
}

void Writer::redis()
{
    set(FlowText::RedisName, {tr("Redis")});
    set(FlowText::RedisAbout, {tr("short-term memory · RAM"), tr("short-term memory"), tr("RAM")});
    if (m_figures.redis == Condition::Off) {
        set(FlowText::RedisWord, {tr("switched off")});
        set(FlowText::RedisWhy, {tr("every read asks Postgres")},
            tr("The policy “Use the cache” is off. What Redis holds stays there until it "
               "expires."));
    } else if (m_figures.redis == Condition::Up) {
        redisFigures();
    } else {
        state(Tier::Redis, FlowText::RedisWord, FlowText::RedisWhy);
    }
}

void Writer::redisFigures()
{
    const auto misses = m_total.of(Outcome::Miss) + m_total.of(Outcome::Coalesced);
    set(FlowText::Hits, figure(m_total.of(Outcome::Hit)),
        tr("Reads that Redis answered, since the session began."));
    set(FlowText::HitsLabel, {tr("hits")});
    set(FlowText::Misses, figure(misses),
        tr("Reads that Redis could not answer, since the session began. %1 of them waited for "
           "another request that was already asking Postgres (coalesced).")
            .arg(countText(m_total.of(Outcome::Coalesced))));
    set(FlowText::MissesLabel, {tr("misses")});
    set(FlowText::HitRate, {percentText(m_figures.hitRate)},
        tr("Hit rate: hits of all reads that asked Redis in the last 10 seconds (%1 of %2).")
            .arg(countText(m_window.of(Outcome::Hit)), countText(m_window.askedRedis())));
    if (const auto &sample = m_store.servers().redis()) {
        const auto keys
            = sample->keys == 1 ? tr("1 key") : tr("%1 keys").arg(bigText(sample->keys));
        const auto memory = sample->maxMemory > 0 ? ofBytes(sample->usedMemory, sample->maxMemory)
                                                  : bytesText(sample->usedMemory);
        QStringList variants{keys + QStringLiteral(" · ") + memory, keys};
        if (const auto evicted = m_store.servers().evicted(); evicted > 0) {
            const auto gone = tr("%1 evicted").arg(bigText(evicted));
            variants.prepend(keys + QStringLiteral(" · ") + gone);
            variants.prepend(keys + QStringLiteral(" · ") + memory + QStringLiteral(" · ") + gone);
        }
        set(FlowText::Keys, variants,
            tr("Keys in the database in use, and memory Redis uses in all; as Redis reports it. "
               "Evicted: forgotten before their time for want of memory."));
        const auto disk = sample->persists ? tr("keeps data on disk") : tr("nothing kept on disk");
        const auto up = tr("up %1").arg(upText(sample->uptime));
        set(FlowText::Disk, {disk + QStringLiteral(" · ") + up, disk, up},
            sample->persists ? tr("Redis saves to disk (RDB or AOF): a restart brings keys back.")
                             : tr("Redis keeps nothing on disk: a restart loses every key."));
    }
}

void Writer::postgres()
{
    set(FlowText::PostgresName, {tr("PostgreSQL"), tr("Postgres")});
    set(FlowText::PostgresAbout,
        {tr("long-term memory · disk"), tr("long-term memory"), tr("disk")});
    if (m_figures.postgres == Condition::Up)
        postgresFigures();
    else
        state(Tier::Postgres, FlowText::PostgresWord, FlowText::PostgresWhy);
}

void Writer::postgresFigures()
{
    set(FlowText::Queries, figure(m_total.queries()),
        tr("Statements Postgres answered for the app, since the session began; reads and writes."));
    set(FlowText::QueriesLabel, {tr("queries")});
    set(FlowText::Avoided, figure(m_total.of(Outcome::Hit) + m_total.of(Outcome::Coalesced)),
        tr("Reads that did not have to ask Postgres, since the session began: hits, and requests "
           "that shared another one's answer (coalesced)."));
    set(FlowText::AvoidedLabel, {tr("avoided")});
    const auto &servers = m_store.servers();
    const auto &sample = servers.postgres();
    if (!sample)
        return;
    const auto dot = QStringLiteral(" · ");
    const auto rows = sample->rows == 1 ? tr("1 row") : tr("%1 rows").arg(bigText(sample->rows));
    set(FlowText::Rows, {rows + dot + bytesText(sample->bytes), rows},
        tr("Rows (estimated by Postgres) and size of the tables with their indexes."));
    const auto fsync = sample->fsync ? tr("fsync on") : tr("fsync off");
    QStringList wal{fsync};
    if (servers.walBytesPerSecond() >= 0)
        wal.prepend(fsync + dot
            + tr("WAL %1/s")
                  .arg(bytesText(static_cast<std::uint64_t>(servers.walBytesPerSecond()))));
    set(FlowText::Wal, wal,
        (sample->fsync
                ? tr("Postgres waits until the disk has its log (WAL): a crash loses nothing.")
                : tr("Postgres does not wait for the disk: a power failure can lose data."))
            + QLatin1Char(' ') + tr("WAL written per second, between the last two readings."));
    const auto sessions
        = sample->sessions == 1 ? tr("1 session") : tr("%1 sessions").arg(sample->sessions);
    QStringList buffers{sessions};
    if (servers.bufferHitShare() >= 0) {
        const auto share = tr("buffer hits %1").arg(percentText(servers.bufferHitShare()));
        buffers = {share + dot + sessions, share, sessions};
    }
    set(FlowText::Buffers, buffers,
        tr("Blocks Postgres found in its own memory instead of asking the system, between the "
           "last two readings; and connections of clients."));
    set(FlowText::Up, {tr("up %1").arg(upText(sample->uptime))}, tr("Since Postgres started."));
}

void Writer::pipes()
{
    const auto labelled
        = [this](FlowText text, const QString &what, Series series, const QString &tip) {
              const auto time = median(m_window.timing(series));
              if (time.isEmpty())
                  set(text, {what}, tip);
              else
                  set(text, {what + QLatin1Char(' ') + time, what}, tip); // no figure unnamed
          };
    if (m_figures.redis != Condition::Off) {
        set(FlowText::AskLabel, {tr("ask")}, tr("The app asks Redis first."));
        if (m_figures.isOpen(FlowPipe::Answer))
            labelled(FlowText::AnswerLabel, tr("hit"), Series::Hit,
                tr("Half of the hits of the last 10 seconds took at most this long, as the app saw "
                   "it (p50)."));
        set(FlowText::MissLabel, {tr("miss")},
            tr("Redis does not have it: Postgres is asked, once."));
    }
    if (m_figures.isOpen(FlowPipe::Row)) {
        labelled(FlowText::RowLabel, tr("row"), Series::PostgresQuery,
            tr("Half of the reading statements of the last 10 seconds took at most this long in "
               "Postgres (p50)."));
        labelled(FlowText::FillLabel, tr("+ fill"), Series::RedisWrite,
            tr("The answer is left in Redis for those who ask next (p50 of the last 10 "
               "seconds)."));
    }
    const auto redis = m_figures.redis;
    if (redis != Condition::Off && redis != Condition::Down && redis != Condition::Silent)
        set(FlowText::WriteLabel,
            {tr("writes go straight to the truth"), tr("writes to the truth"), tr("writes")},
            tr("A change is written to Postgres, never only to Redis."));
    else
        set(FlowText::WriteLabel,
            {tr("reads and writes go straight to the truth"), tr("reads and writes"),
                tr("reads, writes")},
            tr("Redis is not asked: Postgres answers every read."));
    set(FlowText::InvalidateLabel, {tr("invalidate")},
        tr("After a write the keys it concerns are removed from Redis."));
}

} // namespace

FlowFigures flowFigures(const Store &store, const FlowContext &context)
{
    return Writer(store, context).write();
}

} // namespace tierlens
