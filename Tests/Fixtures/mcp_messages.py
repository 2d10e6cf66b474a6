"""Validates JSON values from standard input, and prints a line for each problem.

    mcp_messages.py schema.json < lines

Each line is {"definition": name or null, "schema": object or null, "value": any}: the value must fit
the definition of that name in schema.json, or else the schema in the line.
"""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1]) as file:
    SPECIFICATION = json.load(file)

for number, line in enumerate(sys.stdin, 1):
    item = json.loads(line)
    if item["definition"]:
        schema = {**SPECIFICATION, "$ref": "#/$defs/" + item["definition"]}
    else:
        schema = item["schema"]
        Draft202012Validator.check_schema(schema)
    for problem in Draft202012Validator(schema).iter_errors(item["value"]):
        print(f"{number} {item['definition']} {problem.json_path}: {problem.message[:300]}")
print("validated")
