// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keyviewmaker.h"

#include "keytable/keyview.h"

#include <algorithm>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t FewRows = 20'000; // in a search that has just begun, every moment counts
constexpr auto RestAfterFew = 250ms;
constexpr auto Rest = 1s;
constexpr int RestFactor = 5; // × what a view takes: a fifth of a processor at most

} // namespace

KeyViewMaker::KeyViewMaker(std::shared_ptr<const KeyTable> table, Told told)
    : m_table(std::move(table))
    , m_told(std::move(told))
{ }

std::uint64_t KeyViewMaker::wish(const KeyFilter &filter, const KeyOrder &order)
{
    const std::lock_guard lock(m_mutex);
    m_filter = filter;
    m_order = order;
    m_isCancelled = true;
    m_wake.notify_all();
    return ++m_wished;
}

void KeyViewMaker::refresh()
{
    const std::lock_guard lock(m_mutex);
    m_isStale = true;
    m_wake.notify_all();
}

void KeyViewMaker::askBranches(std::string prefix, char separator, std::size_t most)
{
    const std::lock_guard lock(m_mutex);
    // An older question for the same has no other answer.
    std::erase_if(m_questions, [&](const Question &other) { return other.prefix == prefix; });
    m_questions.push_back({std::move(prefix), separator, most});
    m_wake.notify_all();
}

void KeyViewMaker::run(const std::stop_token &stop)
{
    const std::stop_callback cancel(stop, [this] { m_isCancelled = true; });
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto isWished = [this] { return m_wished != m_made; };
        if (isWished() || (m_isStale && std::chrono::steady_clock::now() >= m_due)) {
            m_isCancelled = false;
            if (stop.stop_requested())
                return;
            makeView(lock);
        } else if (!m_questions.empty()) {
            m_isCancelled = false;
            if (stop.stop_requested())
                return;
            answer(lock);
        } else if (m_isStale) {
            m_wake.wait_until(
                lock, stop, m_due, [&] { return isWished() || !m_questions.empty(); });
        } else {
            m_wake.wait(
                lock, stop, [&] { return isWished() || m_isStale || !m_questions.empty(); });
        }
    }
}

void KeyViewMaker::makeView(std::unique_lock<std::mutex> &lock)
{
    const auto wish = m_wished;
    const auto filter = m_filter;
    const auto order = m_order;
    m_isStale = false;
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    auto rows = makeKeyView(*m_table, filter, order, now.count(), m_isCancelled);
    auto databases = rows ? databasesOf(*m_table, *rows, m_isCancelled) : std::nullopt;
    const auto end = std::chrono::steady_clock::now();
    lock.lock();
    if (!rows || !databases) { // a newer wish is there, or the end
        m_isStale = true;
        return;
    }
    const auto rest = rows->size() < FewRows ? RestAfterFew : Rest;
    m_due = end + std::max<std::chrono::steady_clock::duration>(rest, (end - begin) * RestFactor);
    m_rows = std::make_shared<const std::vector<KeyTable::Index>>(std::move(*rows));
    m_made = wish;
    m_told.view(m_rows, std::move(*databases), wish);
}

void KeyViewMaker::answer(std::unique_lock<std::mutex> &lock)
{
    auto question = m_questions.front();
    m_questions.pop_front();
    const auto rows = m_rows;
    lock.unlock();
    auto found = keyBranches(
        *m_table, *rows, question.prefix, question.separator, question.most, m_isCancelled);
    lock.lock();
    if (found)
        m_told.branches(std::move(question.prefix), std::move(*found));
    else
        m_questions.push_front(std::move(question)); // after the newer view
}

} // namespace tierlens
