//! Looking around: pages, filters, search, pictures, the config.

use super::*;

#[tokio::test]
async fn every_page_and_picture_that_a_page_names_is_there() {
    let mut shopper = Shopper::new();
    let mut paths = vec![
        "/".to_owned(),
        "/cart".to_owned(),
        "/wishlist".to_owned(),
        "/search?q=rain".to_owned(),
        "/compare".to_owned(),
        "/sets".to_owned(),
        "/contact".to_owned(),
        "/contact/thanks".to_owned(),
        "/account".to_owned(),
        "/trade".to_owned(),
        "/feed.xml".to_owned(),
    ];
    let catalog = Catalog::built_in().unwrap();
    paths.extend(
        catalog
            .categories
            .iter()
            .map(|category| format!("/c/{}", category.slug)),
    );
    paths.extend(
        catalog
            .products
            .iter()
            .map(|product| format!("/p/{}", product.slug)),
    );
    let mut at = 0;
    while let Some(path) = paths.get(at).cloned() {
        at += 1;
        let page = shopper.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for part in page.text.split(['"', ' ']) {
            let link = part.replace("&#x2f;", "/").replace("&amp;", "&");
            let is_ours = ["/pictures/", "/p/", "/c/", "/brochures/", "/sets"]
                .iter()
                .any(|start| link.starts_with(start));
            // Forms post there.
            let is_posted = link.ends_with("/reviews") || link.starts_with("/sets/");
            if is_ours && !is_posted && !paths.contains(&link) {
                paths.push(link);
            }
        }
    }
    let products = catalog
        .products
        .iter()
        .map(|product| format!("/p/{}", product.slug));
    assert!(products.into_iter().all(|path| paths.contains(&path)));
    assert!(
        paths.len() > 150,
        "only {} addresses were found",
        paths.len()
    );
}

#[tokio::test]
async fn what_the_shop_does_not_have_is_not_found() {
    let mut shopper = Shopper::new();
    for path in [
        "/p/unicorn",
        "/c/unicorns",
        "/nowhere",
        "/pictures/unicorn/red-front.svg",
        "/assets/x.js",
        "/tallymark.json",
    ] {
        assert_eq!(
            shopper.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert!(
        shopper
            .get("/nowhere")
            .await
            .text
            .contains("This path ends here")
    );
}

#[tokio::test]
async fn a_filter_shows_what_fits_and_says_what_is_on() {
    let mut shopper = Shopper::new();
    let page = shopper
        .get("/c/jackets?size=M&color=red&price_max=200&sort=price")
        .await;
    assert_eq!(page.cards(), 3);
    assert!(page.text.contains("<strong>3</strong> products"));
    assert!(
        page.text.contains("value=\"M\" checked") && page.text.contains("value=\"red\" checked")
    );
    assert!(page.text.contains("<option value=\"price\" selected>"));
    let places: Vec<_> = ["Estuary Anorak", "Bothy Down Vest", "Ridge Shell Jacket"]
        .iter()
        .map(|name| page.text.find(&format!("\">{name}</a>")).unwrap())
        .collect();
    assert!(places.is_sorted(), "cheapest first");
    assert!(
        page.text.contains("data-sku=\"WS-1002\""),
        "the card shows the wanted colour"
    );
}

#[tokio::test]
async fn the_script_gets_the_results_only() {
    let mut shopper = Shopper::new();
    let fragment = shopper.get_fragment("/c/tents?color=blue").await;
    assert!(
        fragment
            .text
            .trim_start()
            .starts_with("<section id=\"results\""),
        "{}",
        fragment.text
    );
    assert!(!fragment.text.contains("<html"));
    assert_eq!(fragment.cards(), 1);
    let nothing = shopper.get_fragment("/c/tents?color=plaid").await;
    assert_eq!(nothing.cards(), 0);
    assert!(nothing.text.contains("no-matches"));
}

#[tokio::test]
async fn a_search_counts_what_it_found() {
    let mut shopper = Shopper::new();
    let page = shopper.get("/search?q=headlamps").await;
    assert_eq!(page.after("<h1>"), "2 results for “headlamps”");
    assert_eq!(page.cards(), 2);
    let page = shopper.get("/search?q=polder").await;
    assert_eq!(page.after("<h1>"), "1 result for “polder”");
    let page = shopper.get("/search?q=hovercraft").await;
    assert_eq!(page.after("<h1>"), "0 results for “hovercraft”");
    assert_eq!(page.cards(), 0, "a suggestion is no result");
    assert_eq!(shopper.get("/search").await.cards(), 0);
}

#[tokio::test]
async fn what_a_shopper_searches_for_stays_text() {
    let mut shopper = Shopper::new();
    let page = shopper
        .get("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onfocus%3D%22x")
        .await;
    assert!(!page.text.contains("<script>alert"));
    assert!(!page.text.contains("\" onfocus=\""));
    assert!(page.text.contains("&lt;script&gt;alert(1)"));
}

#[tokio::test]
async fn a_product_page_tells_search_engines_what_it_sells() {
    let mut shopper = Shopper::new();
    for product in Catalog::built_in().unwrap().products {
        let page = shopper.get(&format!("/p/{}", product.slug)).await;
        let (_, rest) = page
            .text
            .split_once("<script type=\"application/ld+json\">")
            .unwrap();
        let json: Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
        assert_eq!(json["@type"], "Product");
        assert_eq!(json["name"], product.name.as_str());
        assert_eq!(json["brand"]["name"], product.brand.as_str());
        assert_eq!(json["sku"], product.colours[0].sku.as_str());
        assert_eq!(json["offers"]["priceCurrency"], "EUR");
        assert_eq!(
            json["offers"]["price"],
            super::super::money::decimal(product.price_cents)
        );
        assert!(
            json["offers"]["availability"]
                .as_str()
                .unwrap()
                .ends_with("InStock")
        );
    }
}

#[tokio::test]
async fn a_product_page_shows_the_colour_of_its_address() {
    let mut shopper = Shopper::new();
    let page = shopper.get("/p/ridge-shell-jacket?color=red").await;
    assert!(
        page.text
            .contains("<article class=\"detail\" data-product data-sku=\"WS-1002\">")
    );
    assert!(
        page.text.contains("name=\"size\" value=\"S\" disabled"),
        "red is out of S"
    );
    let page = shopper.get("/p/ridge-shell-jacket").await;
    assert!(
        page.text
            .contains("<article class=\"detail\" data-product data-sku=\"WS-1001\">")
    );
    assert_eq!(page.after("class=\"price\">"), "€129.90");
    assert!(page.text.contains("<s class=\"price-old\">"));
}

#[tokio::test]
async fn no_page_has_script_or_style_that_its_policy_forbids() {
    let mut shopper = Shopper::new();
    for path in [
        "/",
        "/c/jackets",
        "/p/ridge-shell-jacket",
        "/search?q=x",
        "/cart",
        "/wishlist",
        "/p/lark-1-tent",
        "/compare",
        "/sets",
        "/contact",
        "/account",
        "/trade",
    ] {
        let page = shopper.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains(
            "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' http://127.0.0.1:4000;"
        ));
        assert!(
            !page.text.contains(" style=") && !page.text.contains("<style"),
            "{path}"
        );
        assert!(
            !page.text.contains("<script>") && !page.text.contains(" onclick="),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_config_names_the_running_collector() {
    let file = std::env::temp_dir().join(format!("waystone-{}.json", std::process::id()));
    std::fs::write(
        &file,
        r#"{"site":"waystone","collector":{"url":"http://elsewhere/","format":"tallymark"}}"#,
    )
    .unwrap();
    let mut shopper = Shopper::with(ShopOptions {
        assets: PathBuf::new(),
        config: file.clone(),
        collector_url: "http://127.0.0.1:4000/v1/events".to_owned(),
    });
    let config = shopper.get("/tallymark.json").await.json();
    std::fs::remove_file(file).unwrap();
    assert_eq!(
        config["collector"]["url"],
        "http://127.0.0.1:4000/v1/events"
    );
    assert_eq!(
        (&config["collector"]["format"], &config["site"]),
        (&"tallymark".into(), &"waystone".into())
    );
}
