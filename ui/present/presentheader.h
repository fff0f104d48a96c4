// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tierlens {

// The upper edge of presenter mode: what this is about at the left, how fast it goes at the right.
class PresentHeader : public QWidget
{
    Q_OBJECT
public:
    struct Texts
    {
        QString title, subtitle;
        QString rate, note;
        QString state; // "frozen picture"; empty: live
        bool operator==(const Texts &) const = default;
    };

    explicit PresentHeader(QWidget *parent);
    void setTexts(const Texts &texts);
    const Texts &texts() const { return m_texts; }
    void setScale(double scale);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Texts m_texts;
    double m_scale = 1;
};

// The dots and what they mean, in one line.
class PresentLegend : public QWidget
{
    Q_OBJECT
public:
    explicit PresentLegend(QWidget *parent);
    void setFailing(bool failing); // some requests get no answer now
    void setScale(double scale);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_failing = false;
    double m_scale = 1;
};

} // namespace tierlens
