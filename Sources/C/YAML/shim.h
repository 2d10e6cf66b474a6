/* The events of YAML 1.1, https://pyyaml.org/wiki/LibYAML (Debian: libyaml-dev). */
#include <yaml.h>
