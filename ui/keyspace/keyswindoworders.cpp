// SPDX-License-Identifier: GPL-3.0-or-later
// What the window of keys does with the chosen ones: shows, deletes, brings back, invalidates.
#include "core/durationtext.h"
#include "core/whendone.h"
#include "keyspace/blastdialog.h"
#include "keyspace/filterbar.h"
#include "keyspace/invalidationrun.h"
#include "keyspace/keylist.h"
#include "keyspace/keyswindow.h"
#include "keyspace/keytree.h"
#include "keyspace/noticebar.h"
#include "keyvalue/keytexts.h"
#include "keyvalue/valuepanel.h"

#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr std::chrono::seconds UndoFor = 120s;
constexpr std::size_t MostNamed = 5; // databases in a sentence
constexpr std::size_t MostUndos = 20; // values that are held for it

// Names can be very long; a message shows enough to know which it is.
QString shortName(const std::string &name)
{
    const auto text = readableName(std::string_view(name).substr(0, 400));
    return text.size() <= 80 ? text : text.left(50) + QStringLiteral("…") + text.right(25);
}
} // namespace

std::optional<KeysWindow::ChosenKey> KeysWindow::chosenKey() const
{
    const auto index = m_filter->isTree() ? m_tree->chosenKey() : m_list->chosen();
    if (!index || *index >= m_browser.table().size())
        return {};
    const auto row = m_browser.table().row(*index);
    return ChosenKey{*index, row.database, std::string(row.name)};
}

void KeysWindow::showChosen()
{
    if (const auto key = chosenKey())
        m_value->show(key->database, key->name);
    else
        m_value->clear();
    m_value->setChangeProblem(changeProblem());
    showFoot();
}

bool KeysWindow::hasToName(int database) const
{
    return database != 0 || m_browser.progress().databases > 1
        || m_browser.table().databases().size() > 1;
}

// Whoever presses the button means the keys they see: what is deleted is of their database.
KeysWindow::Wanted KeysWindow::wanted() const
{
    Wanted wanted;
    auto &target = wanted.target;
    const auto branch = m_filter->isTree() ? m_tree->chosenBranch() : std::string();
    target.pattern
        = !branch.empty() ? patternOfBranch(branch) : patternMeant(m_filter->filter().pattern);
    if (target.pattern.empty())
        return wanted;
    const auto all = m_browser.table().databases();
    if (m_browser.progress().databases == 1 && all.size() == 1) {
        target.database = all.front();
        return wanted;
    }
    const bool isOld = m_browser.isViewBusy() || m_browser.filter() != m_filter->filter();
    if (branch.empty() && isOld) {
        wanted.problem = tr("Filtering…");
        return wanted;
    }
    const auto shown = branch.empty() ? m_browser.databases() : m_tree->chosenDatabases();
    if (shown.empty()) {
        wanted.problem = tr("No key that matches is shown, so that it is not clear in which "
                            "database to look.");
    } else if (shown.size() > 1) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(shown.size(), MostNamed); ++i)
            names << tr("db %1").arg(shown[i]);
        if (shown.size() > MostNamed)
            names << QStringLiteral("…");
        wanted.problem = tr("These keys are in several databases: %1. Only those of one can be "
                            "invalidated at a time; name it in the address of the connection.")
                             .arg(names.join(QStringLiteral(", ")));
    } else {
        target.database = shown.front();
    }
    return wanted;
}

void KeysWindow::showFoot()
{
    const auto [target, unclear] = wanted();
    const bool isChosen = !target.pattern.empty() && m_browser.progress().found > 0;
    const bool possible = isChosen && unclear.isEmpty();
    m_invalidate->setText(
        m_servers.mayChange ? tr("Invalidate…") : tr("What would invalidating do…"));
    const auto role = m_servers.mayChange ? QStringLiteral("danger") : QStringLiteral("plain");
    if (m_invalidate->property("role") != role) {
        m_invalidate->setProperty("role", role);
        m_invalidate->style()->unpolish(m_invalidate);
        m_invalidate->style()->polish(m_invalidate);
    }
    m_invalidate->setEnabled(possible);
    const bool ofBranch = m_filter->isTree() && !m_tree->chosenBranch().empty();
    QString text;
    if (isChosen && !possible)
        text = unclear;
    else if (!possible)
        text = m_filter->isTree() ? tr("Choose a branch or write a pattern to invalidate its keys.")
                                  : tr("Write a pattern above to invalidate the keys it matches.");
    else if (hasToName(target.database))
        text = tr("All keys of db %1 whose name matches %2.")
                   .arg(QString::number(target.database), shortName(target.pattern));
    else
        text = tr("All keys whose name matches %1.").arg(shortName(target.pattern));
    if (possible
        && (m_filter->hasMoreThanPattern() || (ofBranch && !m_filter->filter().pattern.empty())))
        text += QLatin1Char(' ')
            + (ofBranch ? tr("The filter does not narrow that.")
                        : tr("Type, expiry and size do not narrow that."));
    if (const auto problem = changeProblem(); possible && !problem.isEmpty())
        text += QLatin1Char(' ') + problem;
    m_foot->setText(text);
    m_invalidate->setToolTip(possible && m_servers.mayChange
            ? tr("Counts first and says what it would do; then you decide.")
            : plainTip(text));
}

void KeysWindow::openInvalidation()
{
    const auto [target, problem] = wanted();
    if (!problem.isEmpty())
        m_notice->tell(problem, true);
    else if (!target.pattern.empty())
        openRun(target, readableName(target.pattern), {});
}

void KeysWindow::openRun(
    InvalidationTarget target, const QString &what, std::optional<ChosenKey> one)
{
    if (m_run) {
        if (m_run->isDeleting()) {
            m_run->dialog().raise();
            m_run->dialog().activateWindow();
            return;
        }
        m_run->dialog().close();
    }
    const int database = target.database;
    m_run = new InvalidationRun(m_servers, m_session, std::move(target), what, this);
    m_run->setChangeProblem(changeProblem());
    if (hasToName(database))
        m_run->dialog().setDatabase(database);
    // What an invalidated pattern held is filled again by its owners at once: only a new search
    // shows what is there now.
    connect(m_run, &InvalidationRun::ended, this, &KeysWindow::start);
    connect(m_run, &InvalidationRun::oneConfirmed, this, [this, one] {
        if (one)
            deleteKeyNow(*one, false);
    });
}

void KeysWindow::deleteChosen()
{
    const auto key = chosenKey();
    if (!key) {
        openInvalidation(); // a branch
        return;
    }
    if (!m_servers.mayChange) {
        m_notice->tell(changeProblem(), true);
        return;
    }
    if (m_servers.connection.environment != Environment::Production) {
        deleteKeyNow(*key, false);
        return;
    }
    InvalidationTarget target;
    target.database = key->database;
    target.keys = {key->name};
    openRun(std::move(target), shortName(key->name), key);
}

void KeysWindow::deleteKeyNow(const ChosenKey &key, bool withoutUndo)
{
    if (!m_servers.mayChange) {
        m_notice->tell(changeProblem(), true);
        return;
    }
    whenDone(deleteKey(m_servers.redis, key.database, key.name, withoutUndo), this,
        [this, key](const Result<DeletedKey> &deleted) {
            const auto name = shortName(key.name);
            if (!deleted) {
                const auto text = QString::fromStdString(deleted.error().text);
                const auto &code = deleted.error().code;
                // It only cannot be kept for Undo.
                const bool isKept = code == "TOOBIG" || code == "NOSIZE" || code == "CHANGING";
                if (isKept && m_servers.mayChange)
                    m_notice->offer(
                        text, tr("Delete for good"), [this, key] { deleteKeyNow(key, true); }, {},
                        true);
                else
                    m_notice->tell(text, true);
                return;
            }
            showDeleted(key);
            if (!deleted->canUndo) {
                m_notice->tell(deleted->wasThere ? tr("%1 is deleted.").arg(name)
                                                 : tr("%1 was not there any more.").arg(name));
                return;
            }
            m_undo.push_back({*deleted, name,
                QDateTime::currentMSecsSinceEpoch() + std::chrono::milliseconds(UndoFor).count()});
            if (m_undo.size() > MostUndos)
                m_undo.pop_front();
            if (m_servers.mayChange)
                offerUndo();
            else // no longer
                m_notice->tell(tr("%1 is deleted.").arg(name));
        });
}

// A new search may have put another key in its place, or none yet.
void KeysWindow::showDeleted(const ChosenKey &key)
{
    const auto &table = m_browser.table();
    if (key.index < table.size()) {
        const auto row = table.row(key.index);
        if (row.database == key.database && row.name == key.name)
            m_browser.forget({key.index});
    }
    const auto chosen = chosenKey();
    if (chosen && chosen->database == key.database && chosen->name == key.name)
        m_value->setGone();
}

void KeysWindow::offerUndo()
{
    const auto now = QDateTime::currentMSecsSinceEpoch();
    while (!m_undo.empty() && m_undo.front().until <= now)
        m_undo.pop_front();
    if (m_undo.empty() || !m_servers.mayChange)
        return;
    const auto &last = m_undo.back();
    const auto text = m_undo.size() == 1
        ? tr("%1 is deleted.").arg(last.name)
        : tr("%1 is deleted; %2 before it can be brought back after it.")
              .arg(last.name, keysText(m_undo.size() - 1));
    m_notice->offer(
        text, tr("Undo"), [this] { undo(); },
        std::chrono::seconds(std::max<qint64>(1, (last.until - now) / 1000)));
}

void KeysWindow::undo()
{
    if (!m_servers.mayChange) {
        m_notice->tell(changeProblem(), true);
        return;
    }
    if (m_undo.empty())
        return;
    auto last = std::move(m_undo.back());
    m_undo.pop_back();
    whenDone(undoDelete(m_servers.redis, last.key), this,
        [this, name = last.name, key = last.key.key, database = last.key.database](
            const Result<Done> &done) {
            if (!done) {
                m_notice->tell(QString::fromStdString(done.error().text), true);
                return;
            }
            m_value->show(database, key);
            if (m_undo.empty())
                m_notice->offer(
                    tr("%1 is back, with its value and its time to live. The next "
                       "search lists it again.")
                        .arg(name),
                    tr("Search again"), [this] { start(); }, 20s);
            else
                offerUndo();
        });
}

} // namespace tierlens
