// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyvalue/keyvalue.h"
#include "keyvalue/valuetext.h"

#include <QFrame>
#include <QFuture>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace tierlens {

class Pill;
class RowsTable;

// One key: what it is, and its value as far as it was read, as text, JSON or bytes. What was left
// out is said, and can be read part by part; never more than one part of a string is held.
class KeyValuePanel : public QFrame
{
    Q_OBJECT
public:
    using Reader = std::function<QFuture<Result<KeyValue>>(
        int database, const std::string &key, const KeyValueLimits &limits)>;
    enum Fact { TypeFact, EncodingFact, LengthFact, ExpiryFact, MemoryFact, IdleFact };
    explicit KeyValuePanel(Reader reader, QWidget *parent = nullptr);
    ~KeyValuePanel() override;

    // Read at once, or a moment later if another key was shown just before: who goes down the list
    // with the arrow key does not have each of them read.
    void show(int database, const std::string &key);
    void clear(); // no key is chosen
    void setGone(); // it was just deleted
    void setChangeProblem(const QString &reason); // why nothing may be deleted; empty: it may
    void again(); // reads it anew
    QString shownText() const; // of the value
    QString leftOutText() const; // empty: nothing was left out
    QString stateText() const;
    QString factText(Fact fact) const;
    QString nameTip() const;
    bool canReadMore() const;
    void readMore();
    void setLook(ValueLook look);
    ValueLook look() const { return m_look; }

Q_SIGNALS:
    void deleteRequested();
    void shown(); // an answer has come

private:
    void choose(int database, const std::string &key); // not yet read
    void drop(); // what is being read, or is to be
    void ask(const KeyValueLimits &limits, bool append);
    void take(KeyValue value, const KeyValueLimits &limits, bool append);
    void showState(const QString &sentence, bool canRetry);
    void showFacts();
    void showText();
    void showLeftOut();
    const KeyValue::Part *part() const; // the one that is shown as text; null: none
    bool isString() const;

    Reader m_reader;
    int m_database = 0;
    std::string m_key;
    bool m_hasKey = false, m_hasValue = false;
    bool m_isRead = true; // or being read: the key that is shown
    int m_asked = 0; // answers to older questions are dropped
    QFuture<Result<KeyValue>> m_reading; // cancelled: need not be begun
    KeyValue m_value; // without its parts
    std::shared_ptr<std::vector<KeyValue::Part>> m_parts;
    KeyValueLimits m_limits; // of the last answer
    ValueLook m_look = ValueLook::Text;
    bool m_choseLook = false; // for this key
    bool m_isBroken = false; // lines of the text were

    QLineEdit *m_name;
    QWidget *m_facts;
    std::array<QLabel *, 6> m_figures{};
    QLabel *m_state;
    QPushButton *m_retry;
    RowsTable *m_elements;
    QWidget *m_views;
    std::array<Pill *, 3> m_looks{};
    QPlainTextEdit *m_text;
    QLabel *m_leftOut;
    QPushButton *m_more, *m_delete;
    QLabel *m_reason;
    QTimer *m_second, *m_rest;
};

} // namespace tierlens
