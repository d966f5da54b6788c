"""What is kept on a device, in a real browser: it goes on without a network, and goes when done."""


def test_drafts_of_the_first_version_of_the_store_are_kept(open_page, reviewer):
    page = open_page(reviewer)
    found = page.evaluate(
        """async () => {
            await new Promise((resolve) => {
                const opening = indexedDB.open("adoption-reviews-recording", 1);
                opening.onupgradeneeded = () => {
                    const keyPath = ["user", "interview"];
                    opening.result.createObjectStore("drafts", { keyPath: [...keyPath, "id"] });
                    opening.result.createObjectStore("pages", { keyPath });
                };
                opening.onsuccess = () => {
                    const old = opening.result.transaction(["drafts", "pages"], "readwrite");
                    for (const id of ["a", "b"]) {
                        old.objectStore("drafts").put({ user: 1, interview: 2, id, want: id });
                    }
                    old.objectStore("drafts").put({ user: 9, interview: 2, id: "c" });
                    old.objectStore("pages").put({ user: 1, interview: 2, startedAt: 5 });
                    old.oncomplete = () => { opening.result.close(); resolve(); };
                };
            });
            const { createStore } = await import("/static/js/recording/store.js");
            const store = createStore(1, 2);
            const slice = { recording: "r", number: 0, blob: new Blob(["sound"]) };
            await store.putSlice({ ...slice, number: 1 });
            await store.putSlice(slice);
            await store.putRecording({ id: "r" });
            const first = await store.firstSlice();
            await store.removeSlice("r", 0);
            return {
                drafts: (await store.drafts()).map(({ want }) => want),
                page: (await store.page()).startedAt,
                first: [first.number, await first.blob.text()],
                left: (await store.slices("r")).map(({ number }) => number),
                others: await createStore(1, 3).countSlices(),
                recordings: (await store.recordings()).map(({ id }) => id),
            };
        }"""
    )
    assert found == {
        "drafts": ["a", "b"],
        "page": 5,
        "first": [0, "sound"],
        "left": [1],
        "others": 0,
        "recordings": ["r"],
    }
