// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "help/helptopic.h"

#include <QFrame>
#include <QList>
#include <QPointer>

class QAction;
class QLineEdit;
class QListWidget;

namespace tierlens {

class Store;

// Ctrl+K: every action of the window, every key and topics of the help, found by typing; in this
// order. Opens over its parent and leaves with Escape, a choice, or a click elsewhere.
class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    CommandPalette(const Store &store, QString keyPrefix, QWidget *parent);
    void open(const QList<QAction *> &actions);
    void setOpener(const QAction *action) { m_opener = action; } // is not offered in the list

    // Whether all words of `typed` are in `text`, in any order, ignoring case.
    static bool matches(const QString &typed, const QString &text);
    // Of texts that match, those come first that begin with what was typed (0), then those of which
    // a word does (1).
    static int rank(const QString &typed, const QString &text);

Q_SIGNALS:
    void keyChosen(const QString &key);
    void topicChosen(const QString &id); // of the help

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void addKeys(const QString &typed);
    void addTopics(const QString &typed);
    void take();
    const Store &m_store;
    QString m_keyPrefix;
    QLineEdit *m_input;
    QListWidget *m_list;
    QList<QPointer<QAction>> m_actions;
    const QAction *m_opener = nullptr;
    HelpTopics m_topics; // in the language of when it was opened
};

} // namespace tierlens
