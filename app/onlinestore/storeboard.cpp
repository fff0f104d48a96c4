// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/storeboard.h"

#include "onlinestore/onlinestore.h"
#include "onlinestore/onlinestoreseeding.h"

#include <chrono>

namespace tierlens {

using namespace storekeys;

namespace {
// Takes carts that Redis has let expire off the list of open ones. All of its commands write, so
// none counts as a look-up. KEYS: open carts, their worth. ARGV: now.
constexpr const char *PruneScript
    = "local gone = 0 while true do local first = redis.call('ZPOPMIN', KEYS[1]) "
      "if #first == 0 then return gone end "
      "if tonumber(first[2]) > tonumber(ARGV[1]) then "
      "redis.call('ZADD', KEYS[1], first[2], first[1]) return gone end "
      "redis.call('HDEL', KEYS[2], first[1]) gone = gone + 1 end";

QString countOf(std::int64_t n) { return countText(static_cast<std::uint64_t>(n)); }
} // namespace

StoreBoard::StoreBoard(const StoreNames &names, StoreCheckout &checkout)
    : m_names(names)
    , m_checkout(checkout)
{ }

void StoreBoard::look(DataLayer &layer)
{
    m_checkout.settleUnclear(layer);
    Board board;
    // If Redis does not answer now, it is not asked about carts either: it may be back by then, and
    // how many there were before would be gone.
    const bool answered = lookAtBestSellers(layer, board);
    if (answered && m_checkout.isBoardOff()) // also when the first order of a new day has come
        rebuild(layer);
    const auto carts = answered ? lookAtCarts(layer) : Carts{};
    board.title = tr("The store now").toStdString();
    board.rowsTitle = tr("Best sellers today").toStdString();
    board.factsTitle = tr("Carts and orders").toStdString();
    addFacts(board, carts);
    layer.tell(std::move(board));
    if (carts.known)
        m_lastCarts = carts;
}

bool StoreBoard::lookAtBestSellers(DataLayer &layer, Board &board)
{
    LivePlan plan;
    plan.key = BestSellers;
    plan.type = ValueType::SortedSet;
    plan.operation = OnlineStore::Look;
    plan.value = m_shown;
    plan.commands = {{StepKind::CacheRead,
        {"ZREVRANGE", plan.key, "0", std::to_string(RowsShown - 1), "WITHSCORES"}}};
    const auto answer = layer.live(plan);
    if (answer.outcome == Outcome::Failed)
        return false;
    const auto best = answer[0];
    if (best.size() == 0) {
        if (m_hadBoard)
            forgotten(layer);
        m_hadBoard = false;
        rebuild(layer);
        return true;
    }
    m_hadBoard = true;
    m_shown.clear();
    for (std::size_t i = 0; i + 1 < best.size(); i += 2) {
        const auto product = StoreNames::find(m_names.bySlug, best[i].text());
        const auto sold = best[i + 1].integer();
        if (!product || sold <= 0)
            continue;
        const auto &what = m_names.products[*product];
        board.rows.push_back({what.slug, what.name, static_cast<double>(sold),
            tr("%1 sold").arg(countOf(sold)).toStdString(), Board::Tone::Redis});
        m_shown.append(m_shown.empty() ? "" : "; ").append(what.slug);
        m_shown.append("=").append(best[i + 1].text());
    }
    return true;
}

StoreBoard::Carts StoreBoard::lookAtCarts(DataLayer &layer)
{
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    LivePlan plan;
    plan.key = OpenCarts;
    plan.type = ValueType::SortedSet;
    plan.operation = OnlineStore::Look;
    plan.value = m_lastCarts.known ? tr("%1 carts").arg(countOf(m_lastCarts.open)).toStdString()
                                   : std::string();
    plan.commands = {{StepKind::CacheWrite,
                         {"EVAL", PruneScript, "2", std::string(OpenCarts), std::string(CartsWorth),
                             std::to_string(now.count())}},
        {StepKind::CacheRead, {"ZCARD", plan.key}},
        {StepKind::CacheRead, {"HVALS", std::string(CartsWorth)}}};
    const auto answer = layer.live(plan);
    Carts carts;
    if (answer.outcome == Outcome::Failed)
        return carts;
    carts.known = true;
    carts.open = answer[1].integer();
    const auto worth = answer[2];
    for (std::size_t i = 0; i < worth.size(); ++i)
        carts.cents += worth[i].integer();
    return carts;
}

// Restarted, or everything was invalidated: either way nothing is left in it.
void StoreBoard::forgotten(DataLayer &layer)
{
    const auto orders = m_checkout.totals().orders;
    Note note;
    note.level = m_lastCarts.open > 0 ? Note::Level::Warning : Note::Level::Info;
    note.text
        = tr("Redis has forgotten %1 open carts worth %2. No order is lost: all %3 of this run "
             "are in Postgres.")
              .arg(countOf(m_lastCarts.open), QString::fromStdString(dollars(m_lastCarts.cents)),
                  countText(orders))
              .toStdString();
    note.detail = tr("Counted at the last look before, at most a second earlier. Whose cart was "
                     "open has to fill it again; sessions have to log in again; the board of best "
                     "sellers is calculated again from the orders in Postgres.")
                      .toStdString();
    layer.tell(std::move(note));
    m_lost.open += m_lastCarts.open;
    m_lost.cents += m_lastCarts.cents;
    m_lastCarts = {};
}

void StoreBoard::rebuild(DataLayer &layer)
{
    const auto orders = m_checkout.rebuildBoard(layer);
    if (!orders) // tried again at the next look
        return;
    m_hadBoard = true;
    layer.tell(Note{Note::Level::Info,
        tr("Best sellers calculated from Postgres: %1 orders today.")
            .arg(countOf(*orders))
            .toStdString(),
        tr("The board in Redis counts sales as they happen. When it is not there, one query over "
           "today's orders makes it again.")
            .toStdString()});
}

void StoreBoard::addFacts(Board &board, const Carts &carts) const
{
    using Tone = Board::Tone;
    const auto unknown = tr("Redis does not answer").toStdString();
    const auto add = [&board](
                         const QString &label, std::string value, const QString &note, Tone tone) {
        board.facts.push_back({label.toStdString(), std::move(value), note.toStdString(), tone});
    };
    add(tr("Open carts"), carts.known ? countOf(carts.open).toStdString() : unknown,
        tr("Carts in Redis that have not been bought yet. Redis forgets each of them ten minutes "
           "after its last change. Counted from Redis' own list of open carts."),
        Tone::Redis);
    add(tr("Lost if Redis restarted now"), carts.known ? dollars(carts.cents) : unknown,
        tr("What is in the open carts, at the prices of the moment it was put in. Customers would "
           "have to choose it again."),
        carts.cents > 0 ? Tone::Attention : Tone::Plain);
    if (m_lost.open > 0)
        add(tr("Lost so far"),
            tr("%1 carts · %2")
                .arg(countOf(m_lost.open), QString::fromStdString(dollars(m_lost.cents)))
                .toStdString(),
            tr("Open carts that Redis has forgotten since this run began, because it was restarted "
               "or emptied. Carts whose ten minutes were over are not among them."),
            Tone::Bad);
    const auto totals = m_checkout.totals();
    add(tr("Orders in Postgres"), countText(totals.orders).toStdString(),
        tr("Orders that Postgres has acknowledged since this run began. A restart of Redis does "
           "not touch them."),
        Tone::Postgres);
    add(tr("Last order"),
        totals.lastOrder == 0 ? tr("none yet").toStdString()
                              : tr("no. %1 · %2")
                                    .arg(countText(totals.lastOrder),
                                        QString::fromStdString(dollars(totals.lastCents)))
                                    .toStdString(),
        tr("Its number and its sum, as Postgres has them."), Tone::Postgres);
}

} // namespace tierlens
