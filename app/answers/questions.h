// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// The words a question is about, each once and in one order: no capitals, no punctuation, no words
// that every question has. "How do I reset my password?" and "reset my password how" are the same.
// Short enough for a key of Redis: of a very long question only its first words in that order.
using QuestionWords = std::vector<std::string>;
QuestionWords questionWords(std::string_view question);

std::string keyText(const QuestionWords &words); // "password-reset"
QuestionWords wordsOfKey(std::string_view text); // and back
std::string searchText(const QuestionWords &words); // for to_tsquery: any of them, ranked

// One of several ways in which people ask for the same: 0 … Wordings - 1.
constexpr std::size_t Wordings = 8;
std::string wording(std::size_t number, std::string_view action, std::string_view object);

} // namespace tierlens
