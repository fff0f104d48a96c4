// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;

namespace tierlens {

// A second window for the speaker alone: what to say now, how long it has taken, and the keys.
// Keys pressed in it go where keys of the presentation go.
class SpeakerNotes : public QWidget
{
    Q_OBJECT
public:
    struct Texts
    {
        QString title; // "Two memories in five minutes · step 6 of 14"
        QString caption, notes;
        QString now; // figures of the moment, in one line
        bool operator==(const Texts &) const = default;
    };

    // `keys` handles key presses and outlives the window.
    SpeakerNotes(QObject &keys, const QString &controls);
    void setTexts(const Texts &texts);
    void showOn(const QWidget &presented); // on another screen than it, if there is one

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QObject &m_keys;
    QLabel *m_title, *m_clock, *m_notes, *m_caption, *m_now;
    QElapsedTimer m_since;
    QTimer m_tick;
    Texts m_texts;
};

} // namespace tierlens
