// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "help/helptopic.h"

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QListWidgetItem;
class QPushButton;
class QTextBrowser;

namespace tierlens {

// The help: topics at the left, found by typing; the chosen one at the right, with links to others.
// Escape closes it; nothing else is blocked by it. Speaks the language and has the colours in use,
// also when they change.
class HelpWindow : public QWidget
{
    Q_OBJECT
public:
    explicit HelpWindow(QWidget *parent = nullptr);

    void open(const QString &id); // to be shown; one that is not known opens the first page
    QString topic() const { return m_topic; }
    void search(const QString &text); // as typed
    QStringList listed() const; // ids, from top to bottom

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void choose(const QListWidgetItem *item);
    void write(); // the page, anew
    void goBack();
    void speak(); // in the language of now

    HelpTopics m_topics;
    QString m_topic;
    QStringList m_before; // where the reader came from, newest last
    QLineEdit *m_search;
    QListWidget *m_list;
    QPushButton *m_back;
    QTextBrowser *m_page;
};

} // namespace tierlens
