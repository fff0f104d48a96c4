// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyscanprogress.h"
#include "keytable/keybranches.h"
#include "keytable/keyfilter.h"
#include "keytable/keytable.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace tierlens {

// Browses the keys of one Redis without hurting it: SCAN, TYPE, PTTL and MEMORY USAGE on a worker
// within a budget; filtering, sorting and the tree on another. GUI thread; nothing in it blocks.
// What is shown is a list of rows (indices into the table), remade in the background: a new one is
// there when viewChanged() comes, and stays as it is until the next.
class KeyBrowser : public QObject
{
    Q_OBJECT
public:
    using Budget = KeyScanBudget;
    explicit KeyBrowser(QObject *parent = nullptr);
    ~KeyBrowser() override;

    // Whole address; all databases unless it names one. Anew: rows and names of before are gone.
    void start(const QString &redis);
    void start(const QString &redis, const Budget &budget);
    void pause();
    void resume();
    void setBudget(const Budget &budget); // from now on
    const Budget &budget() const;
    const KeyScanProgress &progress() const;

    void setFilter(const KeyFilter &filter);
    void setOrder(const KeyOrder &order);
    void setSeparator(char separator); // of the tree; ':' at first
    const KeyFilter &filter() const;
    bool isViewBusy() const; // a newer view is being made
    std::size_t rowCount() const; // of the view
    KeyTable::Index indexAt(std::size_t row) const;
    KeyRow rowAt(std::size_t row) const;
    const KeyTable &table() const;
    const std::vector<std::uint16_t> &databases() const; // of the view's rows, lowest first
    // Asks for the children of a branch ("" is the root), at most `most`, biggest first; answered
    // by branchesFound().
    void askBranches(const std::string &prefix, std::size_t most = 1000);
    // Looks again at these rows (those on screen; 2000 at most) soon: type, expiry, size. What has
    // gone leaves the view, what is there again comes back. Not after a failure.
    void look(const std::vector<KeyTable::Index> &rows);
    // They have been deleted. What is no row of the table (any more) is left out.
    void forget(const std::vector<KeyTable::Index> &rows);

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
