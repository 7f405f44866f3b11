"""What each of Slack's errors means: one table, error by error, of what has to be done about it.

The errors are those of Slack's reference (docs.slack.dev/reference/methods, its tables "Errors") for the
methods that `bot.messenger` and Socket Mode call, and those that its SDK or the sandbox name besides. Here
nothing is called and nothing decided; `bot.messenger` raises what the table says.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What an error says about the call, and so what has to be done."""

    NOT_SENT = "not sent"  # surely not taken: again at its time
    OPEN = "open"  # nobody knows whether it took effect: look, before it is sent again
    GONE = "gone"  # this person or conversation cannot be reached any more: park, tell the other side
    MESSAGE_GONE = "message gone"  # only the message that should be changed is gone or closed: park
    CUT_OFF = "cut off"  # the workspace lets us in no more: stop, keep everything, ask again
    OURS = "ours"  # the request, a scope or a setting is wrong: park, and tell an admin


_TABLE: Final[Mapping[Meaning, str]] = {
    Meaning.NOT_SENT: """
        external_channel_migrating message_limit_exceeded org_login_required rate_limited
        ratelimited team_added_to_org
    """,
    Meaning.OPEN: """
        fatal_error file_update_failed internal_error request_timeout service_unavailable
        update_failed
    """,
    Meaning.GONE: """
        cannot_dm_bot channel_not_found invalid_channel invalid_user_combination is_archived
        not_in_channel user_disabled user_not_found user_not_visible
    """,
    Meaning.MESSAGE_GONE: """
        cant_delete_message cant_update_message edit_window_closed is_inactive message_not_found
    """,
    Meaning.CUT_OFF: """
        accesslimited account_inactive enterprise_is_restricted forbidden_team invalid_auth
        not_authed team_access_not_granted team_disabled token_expired token_revoked
        two_factor_setup_required user_removed_from_team
    """,
    Meaning.OURS: """
        access_denied agent_prompt_display_not_allowed alt_txt_too_large app_access_restricted
        as_user_not_supported attachment_payload_limit_exceeded bad_client_secret bad_redirect_uri
        block_mismatch blocked_file_type bot_not_found bots_not_found cannot_reply_to_message
        cant_broadcast_message channels_limit_exceeded code_already_used deprecated_endpoint
        draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_external_id duplicate_message_not_found
        ekm_access_denied exchanged_trigger_id expired_trigger_id file_deleted file_is_deleted
        file_not_found file_share_limit_reached file_upload_size_restricted file_uploads_disabled
        hash_conflict insecure_request invalid_arg_name invalid_arguments invalid_array_arg
        invalid_attachments invalid_blocks invalid_blocks_format invalid_charset invalid_client_id
        invalid_code invalid_cursor invalid_form_data invalid_grant_type invalid_json invalid_limit
        invalid_metadata_format invalid_metadata_keys invalid_metadata_schema invalid_payload
        invalid_post_type invalid_refresh_token invalid_trigger_id invalid_ts_latest
        invalid_ts_oldest invalid_types is_bot json_not_object markdown_text_conflict
        max_file_sharing_exceeded messages_tab_disabled metadata_must_be_sent_from_app
        metadata_too_large method_deprecated method_not_supported_for_channel_type missing_args
        missing_argument missing_file_data missing_post_type missing_scope msg_blocks_too_long
        msg_too_long no_dual_broadcast_content_update no_permission no_text not_allowed_token_type
        not_enabled not_enough_users not_found pagination_not_available posting_to_channel_denied
        push_limit_reached restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel send_on_behalf_not_allowed
        slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked
        snippet_too_large storage_limit_reached streaming_state_conflict team_not_found
        thread_not_found too_many_attachments too_many_contact_cards too_many_users
        unable_to_share_files unknown_method unknown_snippet_type unknown_subtype
        user_not_in_channel users_list_not_supplied view_too_large
    """,
}

MEANINGS: Final[Mapping[str, Meaning]] = {
    error: meaning for meaning, errors in _TABLE.items() for error in errors.split()
}


def meaning_of(error: str) -> Meaning:
    """Return what an error means; one that is not in the table is ours to look into."""
    return MEANINGS.get(error, Meaning.OURS)
