// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keybrowser.h"

#include "core/leavablethread.h"
#include "keyspace/keyscan.h"
#include "keytable/keyviewmaker.h"

#include <QMetaObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

// Carries calls to the browser's thread, as long as the browser is there and wants them: the
// workers may outlive it.
class KeyPost
{
public:
    explicit KeyPost(QObject *target)
        : m_target(target)
    { }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_target = nullptr;
    }
    void post(std::function<void()> call)
    {
        const std::lock_guard lock(m_mutex);
        if (m_target)
            QMetaObject::invokeMethod(m_target, std::move(call), Qt::QueuedConnection);
    }
    bool isOpen() const
    {
        const std::lock_guard lock(m_mutex);
        return m_target != nullptr;
    }

private:
    mutable std::mutex m_mutex;
    QObject *m_target;
};

} // namespace

class KeyBrowser::Worker
{
public:
    explicit Worker(KeyBrowser *owner)
        : browser(owner)
    {
        timer.setInterval(200ms);
        QObject::connect(&timer, &QTimer::timeout, owner, [this] { takeProgress(); });
    }
    ~Worker() { leave(); }

    void leave() // the search and the views of before
    {
        timer.stop();
        if (post)
            post->close();
        scanThread.reset();
        viewThread.reset();
        scan.reset();
        maker.reset();
    }
    void start(const QString &redis);
    void takeProgress();
    void stateChanged();
    void wish()
    {
        if (maker)
            wished = maker->wish(filter, order);
    }

    KeyBrowser *const browser;
    Budget budget;
    KeyFilter filter;
    KeyOrder order;
    char separator = ':';
    KeyScanProgress progress;
    std::shared_ptr<KeyTable> table = std::make_shared<KeyTable>();
    KeyViewMaker::Rows rows;
    std::vector<std::uint16_t> databases; // of them
    std::uint64_t wished = 0, made = 0;
    std::size_t foundAtRefresh = 0;
    QTimer timer;
    std::shared_ptr<KeyPost> post;
    std::shared_ptr<KeyScan> scan;
    std::shared_ptr<KeyViewMaker> maker;
    std::unique_ptr<LeavableThread> scanThread, viewThread;
};

void KeyBrowser::Worker::start(const QString &redis)
{
    leave();
    table = std::make_shared<KeyTable>();
    rows.reset();
    databases.clear();
    made = foundAtRefresh = 0;
    // What an older search still had in the event queue is told apart by its post.
    post = std::make_shared<KeyPost>(browser);
    const auto tell = [to = post](std::function<void()> call) {
        to->post([to, call = std::move(call)] {
            if (to->isOpen())
                call();
        });
    };
    scan = std::make_shared<KeyScan>(redis.toStdString(), budget, table,
        KeyScan::Told{[this, tell] { tell([this] { stateChanged(); }); },
            [this, tell](bool hasChanged) {
                tell([this, hasChanged] {
                    Q_EMIT browser->rowsChanged();
                    if (hasChanged)
                        wish();
                });
            }});
    maker = std::make_shared<KeyViewMaker>(table,
        KeyViewMaker::Told{
            [this, tell](
                KeyViewMaker::Rows view, std::vector<std::uint16_t> places, std::uint64_t number) {
                tell([this, view = std::move(view), places = std::move(places), number] {
                    rows = view;
                    databases = places;
                    made = number;
                    Q_EMIT browser->viewChanged();
                });
            },
            [this, tell](std::string prefix, KeyBranches found) {
                tell([this, prefix = std::move(prefix), found = std::move(found)] {
                    Q_EMIT browser->branchesFound(prefix, found.branches, found.left);
                });
            }});
    progress = scan->progress();
    wish();
    scanThread = std::make_unique<LeavableThread>(
        [search = scan](const std::stop_token &stop) { search->run(stop); });
    viewThread = std::make_unique<LeavableThread>(
        [views = maker](const std::stop_token &stop) { views->run(stop); });
    timer.start();
    Q_EMIT browser->progressed();
}

void KeyBrowser::Worker::takeProgress()
{
    progress = scan->progress();
    if (progress.found != foundAtRefresh) {
        foundAtRefresh = progress.found;
        maker->refresh();
    }
    if (progress.state != KeyScanProgress::State::Running)
        timer.stop();
    Q_EMIT browser->progressed();
}

void KeyBrowser::Worker::stateChanged()
{
    if (scan->progress().state == KeyScanProgress::State::Running)
        timer.start();
    else
        wish(); // all that was found, now
    takeProgress();
}

KeyBrowser::KeyBrowser(QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<Worker>(this))
{ }

KeyBrowser::~KeyBrowser() = default;

void KeyBrowser::start(const QString &redis) { start(redis, m_worker->budget); }

void KeyBrowser::start(const QString &redis, const Budget &budget)
{
    m_worker->budget = budget;
    m_worker->start(redis);
    Q_EMIT viewChanged(); // to none yet
}

void KeyBrowser::pause()
{
    if (m_worker->scan)
        m_worker->scan->pause();
}

void KeyBrowser::resume()
{
    if (!m_worker->scan)
        return;
    m_worker->scan->resume();
    m_worker->stateChanged();
}

void KeyBrowser::setBudget(const Budget &budget)
{
    m_worker->budget = budget;
    if (m_worker->scan)
        m_worker->scan->setBudget(budget);
}

const KeyBrowser::Budget &KeyBrowser::budget() const { return m_worker->budget; }
const KeyScanProgress &KeyBrowser::progress() const { return m_worker->progress; }

void KeyBrowser::setFilter(const KeyFilter &filter)
{
    if (std::exchange(m_worker->filter, filter) != filter)
        m_worker->wish();
}

void KeyBrowser::setOrder(const KeyOrder &order)
{
    if (std::exchange(m_worker->order, order) != order)
        m_worker->wish();
}

void KeyBrowser::setSeparator(char separator) { m_worker->separator = separator; }
const KeyFilter &KeyBrowser::filter() const { return m_worker->filter; }
bool KeyBrowser::isViewBusy() const { return m_worker->wished != m_worker->made; }

std::size_t KeyBrowser::rowCount() const { return m_worker->rows ? m_worker->rows->size() : 0; }
KeyTable::Index KeyBrowser::indexAt(std::size_t row) const { return (*m_worker->rows)[row]; }
KeyRow KeyBrowser::rowAt(std::size_t row) const { return m_worker->table->row(indexAt(row)); }
const KeyTable &KeyBrowser::table() const { return *m_worker->table; }
const std::vector<std::uint16_t> &KeyBrowser::databases() const { return m_worker->databases; }

void KeyBrowser::askBranches(const std::string &prefix, std::size_t most)
{
    if (m_worker->maker)
        m_worker->maker->askBranches(prefix, m_worker->separator, most);
}

void KeyBrowser::look(const std::vector<KeyTable::Index> &rows)
{
    if (m_worker->scan)
        m_worker->scan->look(rows);
}

void KeyBrowser::forget(const std::vector<KeyTable::Index> &rows)
{
    for (const auto index : rows) {
        if (index < m_worker->table->size())
            m_worker->table->remove(index);
    }
    m_worker->wish();
}

} // namespace tierlens
