"""Uses a server with PyPI's client of the Model Context Protocol, and prints what it got as JSON.

    mcp_client.py MODE search mcp --database a.db    starts a program
    mcp_client.py MODE http://127.0.0.1:7700/mcp     sends requests

MODE is legacy, auto or a revision.
"""

import asyncio
import json
import sys

from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client


def plain(result):
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


async def main():
    mode, target, *arguments = sys.argv[1:]
    server = target
    if not target.startswith("http"):
        server = stdio_client(StdioServerParameters(command=target, args=arguments))
    async with Client(server, mode=mode) as client:
        found = {"revision": client.protocol_version, "instructions": client.instructions}
        found["tools"] = plain(await client.list_tools())
        found["resources"] = plain(await client.list_resources())
        found["templates"] = plain(await client.list_resource_templates())
        results = plain(await client.call_tool("search", {"query": "moon"}))
        found["search"] = results
        article = results["structuredContent"]["results"][0]["id"]
        found["fetch"] = plain(await client.call_tool("fetch", {"id": article}))
        found["similar"] = plain(await client.call_tool("similar", {"id": article, "limit": 3}))
        found["timeline"] = plain(await client.call_tool("timeline", {"query": "moon"}))
        found["status"] = plain(await client.call_tool("status", {}))
        found["mistake"] = plain(await client.call_tool("search", {"query": "moon", "since": "x"}))
        found["read"] = plain(await client.read_resource("article://" + article))
        json.dump(found, sys.stdout)


asyncio.run(main())
