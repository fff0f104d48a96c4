// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace tierlens {

// A question to the audience with its choices side by side, so low that what is asked about stays
// in sight above it. Keys 1 to 4 or a click bet on one; after the reveal the right one is marked.
class QuestionCard : public QWidget
{
    Q_OBJECT
public:
    struct Question
    {
        QString text;
        QStringList choices;
        int chosen = -1, right = -1; // indexes; -1: none yet, not told
        bool revealed = false;
        QString reveal; // the answer in words
        bool operator==(const Question &) const = default;
    };

    explicit QuestionCard(QWidget *parent);
    void setQuestion(const Question &question);
    const Question &question() const { return m_question; }
    void setScale(double scale);
    int neededHeight(int width) const; // of what it says now
    QRect choiceArea(int choice) const;

Q_SIGNALS:
    void chosen(int choice);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    int px(double units) const;
    int wrappedHeight(const QFont &font, const QString &text, int width) const;
    int choiceHeight(int width) const;
    int choiceWidth(int width) const;
    QFont questionFont() const;
    QFont choiceFont() const;
    QFont revealFont() const;
    Question m_question;
    double m_scale = 1;
};

} // namespace tierlens
