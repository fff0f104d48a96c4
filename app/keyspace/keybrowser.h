// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "keyspace/keytable.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

struct KeyFilter
{
    std::string pattern; // as of SCAN MATCH (*, ?, [a-c], \x); without any of these: is in the name
    std::optional<KeyType> type;
    enum class Expiry : std::uint8_t { Any, Never, Within, Beyond };
    Expiry expiry = Expiry::Any; // Within, Beyond: of expirySpan from now
    std::int64_t expirySpan = 0; // ms
    std::int64_t leastBytes = 0; // 0: any; keys of unknown size do not count as big
    bool operator==(const KeyFilter &) const = default;
};

struct KeyOrder
{
    enum class By : std::uint8_t { Found, Name, Type, Expiry, Bytes };
    By by = By::Found;
    bool descending = false;
    bool operator==(const KeyOrder &) const = default;
};

// How far the search is. Counts are of this browser.
struct KeyScanProgress
{
    enum class State : std::uint8_t { Idle, Running, Paused, Done, Failed };
    State state = State::Idle;
    std::size_t found = 0; // distinct keys
    std::int64_t expected = -1; // DBSIZE at the start, all primaries and databases asked for; -1: not known
    std::size_t described = 0; // of them: type and expiry are known
    std::size_t sized = 0; // of them: size is known
    double commandsPerSecond = 0; // ours, over the last second
    double duty = 0; // share of the last second in which the server worked for us
    Error error; // Failed; a search that failed can be resumed
};

// A node of the tree of names: everything up to and with a separator.
struct KeyBranch
{
    std::string name; // "profile:" below the root, "42:" below that; of a leaf: the rest of the name
    std::size_t keys = 0; // below it, that pass the filter
    std::int64_t bytes = 0; // of those whose size is known
    std::optional<KeyTable::Index> leaf; // set: a key, not a branch
};

// Browses the keys of one Redis without hurting it: SCAN, TYPE, PTTL and MEMORY USAGE on a worker
// within a budget; filtering, sorting and the tree on another. GUI thread; nothing in it blocks.
// What is shown is a list of rows (indices into the table), remade in the background: a new one is
// there when viewChanged() comes, and stays as it is until the next.
class KeyBrowser : public QObject
{
    Q_OBJECT
public:
    struct Budget
    {
        int count = 100; // SCAN COUNT
        double duty = 0.10; // share of the server's time we may take
        bool sizes = true; // MEMORY USAGE too
        std::size_t most = 10'000'000; // keys; the search ends there and says so
    };
    explicit KeyBrowser(QObject *parent = nullptr);
    ~KeyBrowser() override;

    void start(const QString &redis); // whole address; anew
    void start(const QString &redis, const Budget &budget);
    void pause();
    void resume();
    void setBudget(const Budget &budget); // from now on
    const Budget &budget() const;
    const KeyScanProgress &progress() const;

    void setFilter(const KeyFilter &filter);
    void setOrder(const KeyOrder &order);
    void setSeparator(char separator); // of the tree; ':' at first
    bool isViewBusy() const; // a newer view is being made
    std::size_t rowCount() const; // of the view
    KeyTable::Index indexAt(std::size_t row) const;
    KeyRow rowAt(std::size_t row) const;
    const KeyTable &table() const;
    // Asks for the children of a branch ("" is the root), at most `most`, biggest first; answered by
    // branchesFound().
    void askBranches(const std::string &prefix, std::size_t most = 1000);
    // Looks again at these rows (those on screen) soon: type, expiry, size.
    void look(const std::vector<KeyTable::Index> &rows);
    void forget(const std::vector<KeyTable::Index> &rows); // they have been deleted

Q_SIGNALS:
    void progressed(); // about five times a second while it runs
    void viewChanged();
    void rowsChanged(); // values of rows shown, not which
    void branchesFound(const std::string &prefix, const std::vector<tierlens::KeyBranch> &branches,
        std::size_t left); // `left` more were not listed

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace tierlens
