"""Natural calls of a GitHub client, as an application writes them."""

from __future__ import annotations

from github_api import AsyncGitHub, GitHub, NotFound


def use(client: GitHub, key: str) -> None:
    mine = ("octocat", key)
    for issue in client.issues.list(*mine, state="all", per_page=2):
        assert issue.created_at.tzinfo
    assert [
        each.full_name for each in client.search.repositories(q="hello", per_page=2)
    ]
    assert client.search.issues(q="fault").first_page().total is not None
    assert [each.tag_name for each in client.releases.list(*mine)]
    assert client.texts.zen()
    assert client.texts.markdown(text="x", mode="gfm", context="octocat/hello")


def only(client: GitHub) -> None:
    """What needs things that this server alone has."""
    mine = ("octocat", "hello")
    assert client.repositories.read(*mine).owner.login == "octocat"
    with client.capture() as answers:
        latest = client.releases.latest(*mine)
    assert latest is not None
    assert latest.tag_name
    etag = answers[0].headers["etag"]
    assert client.releases.latest(*mine, if_none_match=etag) is None
    assert client.repositories.change(*mine, description="Hi").description == "Hi"
    assert client.issues.create(*mine, title="x", labels=["bug"]).number
    assert client.issues.change(*mine, number=1347, state="closed").number
    client.issues.lock(*mine, number=1347, lock_reason="resolved")
    assert client.stars.check(*mine) is True
    assert client.stars.check("octocat", "none") is False
    client.stars.add(*mine)
    assert [each.full_name for each in client.stars.list(per_page=2)]
    client.stars.remove(*mine)
    assert client.issues.read(*mine, number=1347).title
    assert client.releases.create(*mine, tag_name="v1").tag_name
    commit = client.repositories.merge(*mine, base="main", head="topic")
    assert commit is not None
    assert commit.sha
    assert client.repositories.merge(*mine, base="main", head="same") is None
    counted = client.repositories.contributors(*mine)
    assert counted == {}
    counted = client.repositories.contributors(*mine)
    assert isinstance(counted, list)
    assert counted[0].total == 1
    asset = client.releases.upload_asset(
        *mine, release_id=1, name="a.txt", body=b"text"
    )
    assert asset.size == 4
    client.repositories.remove(*mine)
    try:
        client.repositories.read(owner="octocat", repo="none")
    except NotFound as error:
        assert "Not Found" in str(error)
    else:
        raise AssertionError("there is no such repository")


async def use_async(client: AsyncGitHub, key: str) -> None:
    assert [each.id async for each in client.stars.list(per_page=2)]
    assert await client.stars.check("octocat", "hello")
    assert await client.texts.zen()
    assert (await client.releases.create("octocat", "hello", tag_name="v1")).id
