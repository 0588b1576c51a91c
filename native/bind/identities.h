// Identities as Python holds them: shared by the files of a board.
#pragma once

#include <memory>

#include "columns/identities.h"

namespace sonde::bind {

struct SharedIdentities {
  std::shared_ptr<columns::Identities> shared = std::make_shared<columns::Identities>();
};

}  // namespace sonde::bind
